import { ok, refuse, type Result } from '../../kernel/result.ts';
import { isLoopback } from '../../platform/loopback.ts';
import { isIP } from 'node:net';
import { isPublicAddress, type LookUpAll } from './public-address.ts';

/** Where a demo shop takes in what it sends, so that a newcomer sees it arrive. */
export const INBOX_PATH = '/api/v1/demo/webhook-inbox';

/** What may be told of events beside the open internet. */
export type UrlRules = {
  /** Ports of this machine that whoever runs it has named. */
  readonly loopbackPorts: ReadonlySet<number>;
  readonly isDemo: boolean;
};

/** How an address is reached: `inbox` is in this very process. */
export type Reach = 'public' | 'loopback' | 'inbox';
export type Target = { readonly url: URL; readonly reach: Reach };

export type UrlRefusal =
  | { readonly code: 'webhook_url_invalid'; readonly why: 'no_url' | 'not_https' | 'has_password' }
  | { readonly code: 'webhook_address_private' | 'webhook_host_unknown' };

/** Whether an address may be told at all, as far as it says itself; where its name leads is seen when it is asked. */
export function judgeUrl(text: string, { loopbackPorts, isDemo }: UrlRules): Result<Target, UrlRefusal> {
  const url = URL.parse(text);
  if (url === null) return refuse({ code: 'webhook_url_invalid', why: 'no_url' });
  if (url.username !== '' || url.password !== '')
    return refuse({ code: 'webhook_url_invalid', why: 'has_password' });
  url.hash = '';
  if (url.protocol === 'http:' && isLoopback(url.hostname)) {
    if (isDemo && url.pathname === INBOX_PATH) return ok({ url, reach: 'inbox' });
    if (loopbackPorts.has(Number(url.port || '80'))) return ok({ url, reach: 'loopback' });
  }
  if (url.protocol !== 'https:') return refuse({ code: 'webhook_url_invalid', why: 'not_https' });
  const literal = addressIn(url);
  if (literal !== undefined && !isPublicAddress(literal)) return refuse({ code: 'webhook_address_private' });
  return ok({ url, reach: 'public' });
}

/** The address where a URL names one and no name: it is connected to without being looked up. */
export function addressIn({ hostname }: URL): string | undefined {
  const plain = hostname.replace(/^\[|\]$/g, '');
  return isIP(plain) === 0 ? undefined : plain;
}

/** Whether its name leads to public addresses alone, for whoever saves it; it is judged again by each connection. */
export async function judgeName({ url, reach }: Target, lookUp: LookUpAll): Promise<UrlRefusal | undefined> {
  if (reach !== 'public' || addressIn(url) !== undefined) return undefined;
  const { promise, resolve } = Promise.withResolvers<UrlRefusal | undefined>();
  lookUp(url.hostname, { all: true }, (error, addresses) => {
    if (error !== null || addresses.length === 0) return resolve({ code: 'webhook_host_unknown' });
    const arePublic = addresses.every(({ address }) => isPublicAddress(address));
    return resolve(arePublic ? undefined : { code: 'webhook_address_private' });
  });
  return promise;
}
