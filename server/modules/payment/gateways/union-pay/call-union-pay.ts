import { makeTrust, readAuthorities, readMerchant, type Merchant, type Trust } from './certificates.ts';
import { readAnswer, type Fields } from './fields.ts';
import type { UnionPaySettings } from './settings.ts';
import { isSignedBy, signFields } from './signature.ts';

/** One try; two of them are over before the payment room takes the service for silent (eight seconds). */
const TRY_MS = 3_500;
const TRIES = 2;
/** Clearing files are long and are read by a job. */
const FILE_MS = 60_000;

/** An answer of UnionPay's own. `date`: what its clock says. */
export type Answer = { readonly fields: Fields; readonly date: Date | undefined };

export type UnionPayApi = {
  readonly settings: UnionPaySettings;
  readonly merchant: Merchant;
  readonly trust: Trust;
  /** With what every message of this merchant has, signed. */
  sign(fields: Fields): Fields;
  /** Every try sends the same bytes, so that a repeat is the same trade. Undefined is silence: what happened there is not known. */
  ask(path: string, fields: Fields): Promise<Answer | undefined>;
  askForFile(fields: Fields): Promise<Answer | undefined>;
  /** Whether UnionPay has signed these fields. */
  isUnionPays(fields: Fields): boolean;
};

export function makeUnionPayApi(settings: UnionPaySettings): UnionPayApi {
  const merchant = readMerchant(settings.merchant);
  const trust = makeTrust(readAuthorities(settings.authorities), settings.clock);
  const sign = (fields: Fields): Fields =>
    signFields(
      {
        ...{ version: '5.1.0', encoding: 'UTF-8', signMethod: '01', certId: merchant.certId },
        ...{ merId: settings.merId, accessType: '0' },
        ...fields,
      },
      merchant.key,
    );
  const isUnionPays = (fields: Fields): boolean => {
    const key = trust.keyOf(fields.signPubKeyCert ?? '');
    return key !== undefined && isSignedBy(fields, key);
  };
  const read = async (url: string, fields: Fields, ms: number): Promise<Answer | undefined> => {
    const answer = await send(url, new URLSearchParams(sign(fields)), ms);
    // What is not UnionPay's says nothing: whatever was asked may have been done.
    return answer !== undefined && isUnionPays(answer.fields) ? answer : undefined;
  };
  return {
    settings,
    merchant,
    trust,
    sign,
    async ask(path, fields) {
      for (let tries = 1; ; tries += 1) {
        const answer = await read(`${settings.baseUrl()}${path}`, fields, TRY_MS);
        if (answer !== undefined || tries === TRIES) return answer;
      }
    },
    askForFile: (fields) => read(`${settings.fileUrl()}/`, fields, FILE_MS),
    isUnionPays,
  };
}

/** Undefined: silence, a line that broke, or what is no answer of this protocol. */
async function send(url: string, body: URLSearchParams, ms: number): Promise<Answer | undefined> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded; charset=UTF-8' },
      body: body.toString(),
      redirect: 'error',
      signal: AbortSignal.timeout(ms),
    });
    const text = Buffer.from(await response.arrayBuffer()).toString();
    const fields = response.status === 200 ? readAnswer(text) : undefined;
    const date = response.headers.get('date');
    return fields && { fields, date: date === null ? undefined : new Date(date) };
  } catch {
    // Nobody answers, or too late: what happened there is not known. The caller reports it as unknown.
    return undefined;
  }
}
