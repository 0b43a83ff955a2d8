import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { wordsIn, type Language } from '../../../kernel/language.ts';
import { chooseLanguage } from '../../../kernel/negotiate.ts';
import type { ProblemSpec } from '../problem.ts';
import { generalProblems, type GeneralCode } from '../problems.ts';

export type RawRefusal = {
  readonly code: GeneralCode;
  /** Facts for the sentence, and for programs. */
  readonly retryAfterSeconds?: number;
  /** Ends the connection after this answer. */
  readonly closes?: boolean;
};

/** The least that a refusal without the shop's style sheet needs. */
const STYLE =
  'body{font:16px/1.6 system-ui,sans-serif;max-width:32em;margin:20vh auto;padding:0 1.5em;color:#1f2937;background:#f6f7f9}' +
  '@media(prefers-color-scheme:dark){body{color:#e5e7eb;background:#14171c}}h1{font-size:1.25em;margin:0 0 .5em}a{color:inherit}';
const PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";
const DATA_POLICY = "default-src 'none'; frame-ancestors 'none'";

export type DrawnRefusal = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

/** A refusal without the shop around it: problem+json (RFC 9457) for programs, a small page for persons. */
export function drawRefusal(
  asked: IncomingHttpHeaders,
  { code, retryAfterSeconds }: RawRefusal,
  isPage: boolean,
): DrawnRefusal {
  const { status, title, detail } = generalProblems[code] as ProblemSpec;
  const language = chooseLanguage(asked['accept-language']);
  const words = {
    title: wordsIn(title, language),
    detail: wordsIn(typeof detail === 'function' ? detail({ retryAfterSeconds }) : detail, language),
  };
  const after = retryAfterSeconds ?? (status === 503 ? 2 : undefined);
  return {
    status,
    headers: {
      'content-type': isPage ? 'text/html; charset=utf-8' : 'application/problem+json; charset=utf-8',
      'content-security-policy': isPage ? PAGE_POLICY : DATA_POLICY,
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
      ...(after === undefined ? {} : { 'retry-after': String(after) }),
    },
    body: isPage ? drawPage(language, words) : drawProblem(code, status, words, retryAfterSeconds),
  };
}

/**
 * Refuses a request before API or pages have seen it. Its body is not read, so the connection ends where one is still to
 * come.
 */
export function refuseRaw(
  request: IncomingMessage,
  response: ServerResponse,
  refusal: RawRefusal,
  isPage: boolean,
): void {
  const { status, headers, body } = drawRefusal(request.headers, refusal, isPage);
  const { 'content-length': length, 'transfer-encoding': chunked } = request.headers;
  const closes = refusal.closes || chunked !== undefined || (length !== undefined && length !== '0');
  response.writeHead(status, {
    ...headers,
    'content-length': Buffer.byteLength(body),
    ...(closes ? { connection: 'close' } : {}),
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}

type Said = { readonly title: string; readonly detail: string };

function drawProblem(
  code: string,
  status: number,
  said: Said,
  retryAfterSeconds: number | undefined,
): string {
  const facts = retryAfterSeconds === undefined ? {} : { retryAfterSeconds };
  const type = `/api/docs/problems#${code}`;
  return JSON.stringify({
    type,
    title: said.title,
    status,
    code,
    detail: said.detail,
    traceId: randomUUID(),
    ...facts,
  });
}

/** Only words of our own stand in it. */
function drawPage(language: Language, { title, detail }: Said): string {
  return `<!doctype html><html lang="${language}"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><style>${STYLE}</style><h1>${title}</h1><p>${detail}</p></html>`;
}
