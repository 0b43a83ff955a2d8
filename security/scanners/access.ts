import { call, settleIn, signUp, type Answer, type Belongings } from '../people.ts';
import { PUBLIC_ROUTES } from '../public-routes.ts';
import { collect, type Scanner } from '../scan.ts';

export type Route = { readonly name: string; readonly method: string; readonly path: string };

/** What must not be done as the wrong person, since it would be right to let it succeed: it is about oneself. */
const ABOUT_ONESELF = /^(?:POST|PUT|PATCH|DELETE) \/api\/v1\/(?:me|auth|privacy|cart|demo)\b/;

/** Every route of the OpenAPI document, asked by nobody, and by somebody with what belongs to somebody else. */
export const access: Scanner = {
  name: 'access to every route',
  needs: 'shop',
  withinMs: 120_000,
  async scan(target) {
    const { tried, found, notTried, outcome } = collect();
    const routes = await listRoutes(target.url);
    for (const route of routes) {
      if (PUBLIC_ROUTES.has(route.name)) continue;
      const answer = await call(target.url, route.method, fillIn(route, {}), bodyFor(route));
      const fault = judgeNobody(answer);
      if (fault !== undefined) found('critical', `${route.name}: ${fault}`);
    }
    tried(
      `${routes.length} routes as nobody, ${routes.filter(({ name }) => PUBLIC_ROUTES.has(name)).length} of them open to all`,
    );
    if (!target.isDemo) {
      notTried('routes as the wrong person: only a demo shop lets the scan sign people up');
      return outcome();
    }
    const { asked, leaks } = await askAsTheWrongPerson(target.url, routes);
    for (const leak of leaks) found('critical', leak);
    tried(`${asked} routes as the wrong person`);
    return outcome();
  },
};

export async function listRoutes(url: string): Promise<Route[]> {
  const { json } = await call(url, 'GET', '/api/openapi.json');
  return Object.entries(json.paths as Record<string, object>).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => ({
      name: `${method.toUpperCase()} ${path}`,
      method: method.toUpperCase(),
      path,
    })),
  );
}

/** Nobody is told to sign in, or that the request makes no sense; never anything else. */
export function judgeNobody({ status }: Pick<Answer, 'status'>): string | undefined {
  if (status === 401 || status === 403 || status === 429) return undefined;
  return status >= 500 ? `a fault of the shop (${status}) for nobody` : `answers ${status} to nobody`;
}

const bodyFor = ({ method }: Route): { body?: unknown } =>
  method === 'POST' || method === 'PUT' || method === 'PATCH' ? { body: {} } : {};

/** The address of a route, with what belongs to somebody in the place of its parameters, else with what nobody has. */
function fillIn({ path }: Route, ids: Belongings['ids']): string {
  return path.replace(/\{(\w+)\}/g, (_all, name: string) => {
    const isAddress = path.startsWith('/api/v1/addresses/');
    const isSession = path.startsWith('/api/v1/auth/sessions/');
    const key = name !== 'id' ? name : isAddress ? 'addressId' : isSession ? 'sessionId' : 'id';
    return encodeURIComponent(ids[key] ?? '1');
  });
}

async function askAsTheWrongPerson(
  url: string,
  routes: readonly Route[],
): Promise<{ asked: number; leaks: string[] }> {
  const [owner, stranger] = [await signUp(url), await signUp(url)];
  const { ids, secrets } = await settleIn(owner);
  const mine = routes.filter(
    ({ name, path }) => path.includes('{') && !PUBLIC_ROUTES.has(name) && !ABOUT_ONESELF.test(name),
  );
  const leaks: string[] = [];
  for (const route of mine) {
    const { body } = bodyFor(route);
    const answer = await stranger.call(route.method, fillIn(route, ids), body);
    if (secrets.some((secret) => answer.text.includes(secret)))
      leaks.push(`${route.name}: tells somebody what belongs to somebody else`);
    else if (answer.status < 400 && !route.path.includes('{skuId}'))
      leaks.push(`${route.name}: answers ${answer.status} to somebody about what belongs to somebody else`);
    else if (answer.status >= 500) leaks.push(`${route.name}: a fault of the shop (${answer.status})`);
  }
  const left = await owner.call('GET', `/api/v1/orders/${ids['orderNo']}`);
  if (left.json?.state !== 'awaiting_payment')
    leaks.push('an order was changed by somebody who does not own it');
  return { asked: mine.length, leaks };
}
