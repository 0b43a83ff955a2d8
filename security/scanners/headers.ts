import { collect, type Scanner } from '../scan.ts';

const PAGES = ['/', '/login', '/cart', '/search?q=a', '/no-such-page'];
const DATA = ['/api/v1/categories', '/api/v1/me', '/api/v1/no-such-route', '/healthz', '/api/openapi.json'];

/** What every answer must say of itself. Undefined where an answer is as it should be. */
const RULES: readonly {
  readonly name: string;
  fault(headers: Headers, isHttps: boolean): string | undefined;
}[] = [
  {
    name: 'content policy',
    fault(headers) {
      const policy = headers.get('content-security-policy') ?? '';
      if (!/default-src '(?:none|self)'/.test(policy)) return 'no content policy';
      if (!policy.includes("frame-ancestors 'none'")) return 'may be framed';
      return /unsafe-inline|unsafe-eval|\*/.test(policy)
        ? 'a content policy that lets foreign scripts run'
        : undefined;
    },
  },
  {
    name: 'no sniffing',
    fault: (headers) =>
      headers.get('x-content-type-options') === 'nosniff' ? undefined : 'may be taken for another type',
  },
  {
    name: 'no framing in old browsers',
    fault: (headers) =>
      headers.get('x-frame-options') === 'DENY' ? undefined : 'may be framed by old browsers',
  },
  {
    name: 'referrer',
    fault: (headers) => (headers.has('referrer-policy') ? undefined : 'tells other sites whole addresses'),
  },
  {
    name: 'https only',
    fault: (headers, isHttps) =>
      !isHttps || /max-age=\d{7,}/.test(headers.get('strict-transport-security') ?? '')
        ? undefined
        : 'does not keep browsers to https',
  },
  {
    name: 'no other origins',
    fault: (headers) =>
      headers.get('access-control-allow-origin') === null ? undefined : 'lets other sites read it',
  },
  {
    name: 'nothing of the inside',
    fault: (headers) =>
      (headers.get('x-powered-by') ?? headers.get('server')) ? 'says what it is made of' : undefined,
  },
];

/** Headers of pages and of the API, and the cookies that visitors get. */
export const headers: Scanner = {
  name: 'headers and cookies',
  needs: 'shop',
  withinMs: 60_000,
  async scan({ url }, signal) {
    const { tried, found, outcome } = collect();
    const isHttps = url.startsWith('https:');
    for (const path of [...PAGES, ...DATA]) {
      const answer = await fetch(`${url}${path}`, { redirect: 'manual', signal });
      const isPage = PAGES.includes(path);
      if (isPage && !answer.headers.get('content-type')?.startsWith('text/html')) continue;
      for (const { name, fault } of RULES) {
        const what = fault(answer.headers, isHttps);
        if (what !== undefined) found('medium', `${path}: ${what} (${name})`);
      }
      for (const cookie of answer.headers.getSetCookie()) {
        const what = judgeCookie(cookie, isHttps);
        if (what !== undefined) found('medium', `${path}: ${what}`);
      }
    }
    tried(`${RULES.length} rules on ${PAGES.length} pages and ${DATA.length} routes`);
    return outcome();
  },
};

/** What is wrong with a cookie; undefined where nothing is. */
export function judgeCookie(cookie: string, isHttps: boolean): string | undefined {
  const name = cookie.split('=')[0] ?? '';
  if (!/; *HttpOnly/i.test(cookie)) return `the cookie ${name} can be read by scripts`;
  if (!/; *SameSite=(?:Lax|Strict)/i.test(cookie)) return `the cookie ${name} is sent by other sites`;
  if (isHttps && !/; *Secure/i.test(cookie)) return `the cookie ${name} travels by http too`;
  if (isHttps && !/^__(?:Host|Secure)-/.test(name))
    return `the cookie ${name} can be set by a neighbour's site`;
  return undefined;
}
