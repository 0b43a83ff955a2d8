import { isApiV3Key } from './open-resource.ts';
import { makePlatformKeys, openCertificates, type PlatformKeys } from './platform-keys.ts';
import type { WechatPaySettings } from './settings.ts';
import { authorizationOf, makeSigner, type Signer } from './sign-request.ts';
import { isSigned, readSignature } from './verify-answer.ts';

/** One try; two of them are over before the payment room takes the service for silent (eight seconds). */
const TRY_MS = 3_500;
const TRIES = 2;
/** Bills are long and are read by a job. */
const FILE_MS = 60_000;
const FILE_MAX_BYTES = 512 * 1024 * 1024;
/** Mandatory there: a request without one is refused. */
const USER_AGENT = 'ks-order (https://github.com/ks-order)';

/** What was answered, with `code` of an error in the spelling of v3; undefined is silence: what happened there is not known. */
export type Answer = {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly code: string | undefined;
  readonly message: string;
  /** What the service's clock says. */
  readonly date: Date | undefined;
};

export type WechatPayApi = {
  readonly settings: WechatPaySettings;
  readonly signer: Signer;
  readonly keys: PlatformKeys;
  /** `body` is sent by every try as the same bytes, so that a repeat is the same request. */
  call(method: 'GET' | 'POST', path: string, body?: object): Promise<Answer | undefined>;
  /** A bill: the one kind of answer that is not signed. Only addresses of the service's own are asked. */
  download(url: string): Promise<Buffer | undefined>;
};

type Raw = { readonly status: number; readonly headers: Headers; readonly bytes: Buffer };

export function makeWechatPayApi(settings: WechatPaySettings): WechatPayApi {
  if (!isApiV3Key(settings.apiV3Key)) throw new RangeError('the APIv3 key of WeChat Pay has 32 bytes');
  const signer = makeSigner(settings);
  const keys = makePlatformKeys({
    publicKey: settings.publicKey,
    clock: settings.clock,
    fetchCertificates: () => fetchCertificates({ settings, signer }),
  });
  const line = { settings, signer, publicKeyId: keys.publicKeyId };
  return {
    settings,
    signer,
    keys,
    async call(method, path, body) {
      const text = body === undefined ? '' : JSON.stringify(body);
      for (let tries = 1; ; tries += 1) {
        const answer = await callOnce(line, keys, { method, path, text, standby: tries > 1 });
        if (tries === TRIES || (answer !== undefined && !isWorthAnother(answer))) return answer;
      }
    },
    download: (url) => download(line, url),
  };
}

/** After a fault of the service the same request may be sent once more: each of ours does the same thing once. */
function isWorthAnother({ status, code }: Answer): boolean {
  return status >= 500 || code === 'SYSTEM_ERROR';
}

type Line = {
  readonly settings: WechatPaySettings;
  readonly signer: Signer;
  readonly publicKeyId?: string | undefined;
};
type Request = {
  readonly method: string;
  readonly path: string;
  readonly text: string;
  readonly standby: boolean;
};

async function callOnce(line: Line, keys: PlatformKeys, request: Request): Promise<Answer | undefined> {
  const raw = await send(line, request);
  if (raw === undefined) return undefined;
  const { status } = raw;
  // An answer that is not WeChat's says nothing: whatever was asked may have been done. Errors may come unsigned.
  if (status < 300 && !(await isWechats(line, keys, raw))) return undefined;
  const body = readJson(raw.bytes);
  // What stands before the service may answer with a page.
  if (body === undefined) return undefined;
  const date = raw.headers.get('date');
  return {
    status,
    body,
    code: typeof body.code === 'string' ? body.code : undefined,
    message: typeof body.message === 'string' ? body.message : '',
    date: date === null ? undefined : new Date(date),
  };
}

async function isWechats({ settings }: Line, keys: PlatformKeys, raw: Raw): Promise<boolean> {
  const signature = readSignature(Object.fromEntries(raw.headers));
  const key = signature && (await keys.find(signature.serial));
  return key !== undefined && isSigned(signature!, raw.bytes, key, settings.clock.now());
}

/** Undefined: silence, or a line that broke. */
async function send({ settings, signer, publicKeyId }: Line, request: Request): Promise<Raw | undefined> {
  const base = (request.standby && settings.standbyUrl?.()) || settings.baseUrl();
  const url = new URL(`${base}${request.path}`);
  const { method, text: body } = request;
  const target = `${url.pathname}${url.search}`;
  const headers = {
    accept: 'application/json',
    'content-type': 'application/json',
    'user-agent': USER_AGENT,
    authorization: authorizationOf(signer, { method, target, body, now: settings.clock.now() }),
    // Asks for answers signed by this key; a merchant who is changing over would get others.
    ...(publicKeyId !== undefined && { 'wechatpay-serial': publicKeyId }),
  };
  try {
    const response = await fetch(url, {
      method,
      headers,
      ...(body !== '' && { body }),
      redirect: 'error',
      signal: AbortSignal.timeout(TRY_MS),
    });
    return {
      status: response.status,
      headers: response.headers,
      bytes: Buffer.from(await response.arrayBuffer()),
    };
  } catch {
    // Nobody answers, or too late: what happened there is not known. The caller reports it as unknown.
    return undefined;
  }
}

/** An object in JSON, or undefined; an empty answer (204) is an object without anything. */
export function readJson(bytes: Buffer): Record<string, unknown> | undefined {
  if (bytes.length === 0) return {};
  try {
    const value: unknown = JSON.parse(bytes.toString());
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    // A page of something that stands before the service. The caller takes it for silence.
    return undefined;
  }
}

/**
 * The answer is verified by a certificate of its own, as nobody has another at first; that certificate was opened by the APIv3 key.
 */
async function fetchCertificates(
  line: Line,
): ReturnType<Parameters<typeof makePlatformKeys>[0]['fetchCertificates']> {
  const raw = await send(line, { method: 'GET', path: '/v3/certificates', text: '', standby: false });
  if (raw?.status !== 200) return undefined;
  const certificates = openCertificates(line.settings.apiV3Key, readJson(raw.bytes));
  const signature = readSignature(Object.fromEntries(raw.headers));
  const signedBy = signature && certificates?.get(signature.serial);
  const isTheirs = signedBy && isSigned(signature, raw.bytes, signedBy.key, line.settings.clock.now());
  return isTheirs ? certificates : undefined;
}

async function download({ settings, signer }: Line, url: string): Promise<Buffer | undefined> {
  const own = new URL(settings.baseUrl());
  const asked = URL.canParse(url) ? new URL(url) : undefined;
  const path = `${own.pathname.replace(/\/$/, '')}/v3/billdownload/file`;
  // Whoever is sent our signature could use it; it goes to the service alone.
  if (asked === undefined || asked.origin !== own.origin || asked.pathname !== path)
    throw new Error('WeChat Pay names an address of a bill that is not its own');
  const target = `${asked.pathname}${asked.search}`;
  const now = settings.clock.now();
  try {
    const response = await fetch(asked, {
      headers: {
        accept: '*/*',
        'user-agent': USER_AGENT,
        authorization: authorizationOf(signer, { method: 'GET', target, body: '', now }),
      },
      redirect: 'error',
      signal: AbortSignal.timeout(FILE_MS),
    });
    if (response.status !== 200 || Number(response.headers.get('content-length') ?? 0) > FILE_MAX_BYTES)
      return undefined;
    return Buffer.from(await response.arrayBuffer());
  } catch {
    // The line broke; a new address is asked for next time.
    return undefined;
  }
}
