import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { settleIn, signUp } from '../people.ts';
import { ROOT } from '../run-command.ts';
import { collect, type Scanner } from '../scan.ts';

/** Pages of a customer: nobody else sees anything of them but the way to sign in. */
const OWN = /^\/(?:account|orders|checkout|cashier)(?:\/|$)/;
/** Pages of the staff, but those by which they come in and go. */
const OF_STAFF = /^\/admin(?:\/(?!sign-in$|sign-out$|join$)|$)/;

/** Where nobody is led who asks for a page that is somebody's; undefined for a page that is for all. */
const signInOf = (route: string): RegExp | undefined =>
  OF_STAFF.test(route) ? /^\/admin\/sign-in/ : OWN.test(route) ? /^\/login/ : undefined;

/** Every page there is, asked by nobody and by the wrong person. */
export const pages: Scanner = {
  name: 'access to every page',
  needs: 'shop',
  withinMs: 120_000,
  async scan(target, signal) {
    const { tried, found, notTried, outcome } = collect();
    const routes = listPages();
    const ask = async (
      path: string,
      cookie = '',
    ): Promise<{ status: number; location: string; text: string }> => {
      const headers = cookie === '' ? {} : { cookie };
      const answer = await fetch(`${target.url}${path}`, { redirect: 'manual', signal, headers });
      return {
        status: answer.status,
        location: answer.headers.get('location') ?? '',
        text: await answer.text(),
      };
    };
    for (const route of routes) {
      const { status, location } = await ask(fillIn(route, {}));
      if (status >= 500) found('high', `${route}: a fault of the shop (${status})`);
      else if (signInOf(route)?.test(status >= 300 && status < 400 ? location : '') === false)
        found('critical', `${route}: answers ${status} to nobody`);
    }
    tried(`${routes.length} pages as nobody`);
    if (!target.isDemo) {
      notTried('pages as the wrong person: only a demo shop lets the scan sign people up');
      return outcome();
    }
    const [owner, stranger] = [await signUp(target.url), await signUp(target.url)];
    const { ids, secrets } = await settleIn(owner);
    const owned = routes.filter((route) => OWN.test(route) && route.includes('['));
    for (const route of owned) {
      const { text, status } = await ask(fillIn(route, ids), stranger.cookie);
      if (secrets.some((secret) => text.includes(secret)))
        found('critical', `${route}: shows somebody what belongs to somebody else`);
      else if (status !== 404)
        found('high', `${route}: answers ${status} to somebody about what belongs to somebody else`);
    }
    tried(`${owned.length} pages as the wrong person`);
    return outcome();
  },
};

/** The pages as the folders of SvelteKit say: `(group)` is no part of an address, `[[name]]` may be left out. */
export function listPages(folder = join(ROOT, 'web', 'src', 'routes'), path = ''): string[] {
  const entries = readdirSync(folder, { withFileTypes: true });
  const here = entries.some(({ name }) => name === '+page.svelte' || name === '+server.ts')
    ? [path || '/']
    : [];
  const below = entries
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => {
      const step = /^\(.*\)$|^\[\[.*\]\]$/.test(name) ? path : `${path}/${name}`;
      return listPages(join(folder, name), step);
    });
  return [...here, ...below].sort();
}

function fillIn(route: string, ids: Readonly<Record<string, string>>): string {
  return route.replace(/\[(\w+)\]/g, (_all, name: string) => {
    const key = name === 'id' ? 'addressId' : name;
    return encodeURIComponent(ids[key] ?? '1');
  });
}
