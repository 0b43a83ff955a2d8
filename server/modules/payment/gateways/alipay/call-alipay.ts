import type { KeyObject } from 'node:crypto';
import { isSilentCode } from './error-codes.ts';
import { makeSigner, type Asking, type Signer } from './sign-request.ts';
import type { AlipaySettings } from './settings.ts';
import { alipayKeyOf, cutAnswer, isSigned, readObject } from './verify-answer.ts';

/** One try; two of them are over before the payment room takes the service for silent (eight seconds). */
const TRY_MS = 3_500;
const TRIES = 2;
const ANSWER_MAX_BYTES = 1024 * 1024;

/** What Alipay has answered under its signature. `code` is that of the case (`sub_code`) where there is one. */
export type Answer = {
  readonly isDone: boolean;
  readonly code: string;
  readonly body: Readonly<Record<string, unknown>>;
};

/** What came back, whether it is Alipay's word or not: for the one who looks for what is wrong. */
export type Heard = {
  readonly answer: Answer;
  readonly isProved: boolean;
  /** What the clock there says. */
  readonly date: Date | undefined;
};

export type AlipayApi = {
  readonly settings: AlipaySettings;
  readonly key: KeyObject;
  /** Undefined is silence: nobody answers, or it cannot be verified that it is Alipay. What was asked for may have been done. */
  call(method: string, content: Asking['content'], notifyUrl?: string): Promise<Answer | undefined>;
  /** The same, unproved answers too. */
  listen(method: string, content: Asking['content']): Promise<Heard | undefined>;
  /** Where a payer's browser is sent to. */
  pageOf(asking: Asking): Promise<string>;
};

export function makeAlipayApi(settings: AlipaySettings): AlipayApi {
  const signer = makeSigner(settings);
  const key = alipayKeyOf(settings.trust);
  const line = { settings, signer, key };
  return {
    settings,
    key,
    async call(method, content, notifyUrl) {
      const asking = { method, content, ...(notifyUrl !== undefined && { notifyUrl }) };
      for (let tries = 1; ; tries += 1) {
        const heard = await ask(line, asking);
        const answer = heard?.isProved === true ? heard.answer : undefined;
        // After a fault the same thing may be asked once more: each of ours does the same thing once.
        const isWorthAnother = answer === undefined || isSilentCode(answer.code);
        if (tries === TRIES || !isWorthAnother) return answer;
      }
    },
    listen: (method, content) => ask(line, { method, content }),
    pageOf: async (asking) => `${settings.pageUrl()}/gateway.do?${await signer.sign(asking)}`,
  };
}

type Line = { readonly settings: AlipaySettings; readonly signer: Signer; readonly key: KeyObject };

async function ask({ settings, signer, key }: Line, asking: Asking): Promise<Heard | undefined> {
  const parameters = new URLSearchParams(await signer.sign(asking));
  const content = parameters.get('biz_content') ?? '';
  parameters.delete('biz_content');
  // The charset stands in the query: Alipay reads a form by that of its address, and takes it for GBK without one.
  const raw = await send(`${settings.baseUrl()}/gateway.do?${parameters}`, content);
  const cut = raw && cutAnswer(raw.bytes, asking.method);
  const body = cut && readObject(cut.signed);
  if (raw === undefined || cut === undefined || body === undefined) return undefined;
  const expected = await signer.alipayCertSn();
  const isProved =
    cut.signature !== undefined &&
    (expected === undefined || cut.certSn === expected) &&
    isSigned(cut.signed, cut.signature, key);
  return { isProved, date: raw.date, answer: answerOf(body) };
}

function answerOf(body: Answer['body']): Answer {
  const { code, sub_code: subCode } = body;
  const told = typeof subCode === 'string' && subCode !== '' ? subCode : code;
  return { isDone: code === '10000', code: typeof told === 'string' ? told : '', body };
}

type Raw = { readonly bytes: Buffer; readonly date: Date | undefined };

/** Undefined: silence, a line that broke, or a page of something that stands before the service. */
async function send(url: string, content: string): Promise<Raw | undefined> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded;charset=utf-8' },
      body: new URLSearchParams({ biz_content: content }).toString(),
      redirect: 'error',
      signal: AbortSignal.timeout(TRY_MS),
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    if (response.status !== 200 || bytes.length > ANSWER_MAX_BYTES) return undefined;
    const date = response.headers.get('date');
    return { bytes, date: date === null ? undefined : new Date(date) };
  } catch {
    // Nobody answers, or too late: what happened there is not known. The caller reports it as unknown.
    return undefined;
  }
}
