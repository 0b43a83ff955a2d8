import { AsyncLocalStorage } from 'node:async_hooks';
import pg from 'pg';
import { defineModule } from '../../server/platform/module.ts';
import { factsOf } from '../cluster/read-statement.ts';

/** What is written without an act, by the name of its statement, each with its reason. */
const NO_ACTS: Readonly<Record<string, string>> = {
  'staff-note-seen': 'that a session is used is no act',
  'staff-note-key-used': 'nor that a key is',
  'identity-insert-challenge': 'what a device is asked to sign is no act; what it opens is',
  'staff-save-next-totp': 'an authenticator that was offered counts for nothing until it is confirmed',
  'staff-save-invitation-secret': 'done by whoever holds the link, who is nobody of the staff yet',
};
/** Tables that only count, so that nobody guesses for long. */
const COUNTERS = new Set(['attempt_counters']);
/** The statement by which acts are added to the trail. */
const ADDS_ACTS = 'audit-insert';
const CHANGES = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

type Sent = { readonly name: string | undefined; readonly text: string };
type Done = { readonly what: string; readonly sent: readonly Sent[] };

const requests = new AsyncLocalStorage<Map<string, Sent>>();
let done: Done[] = [];

const WATCHED = Symbol.for('ks-order acts are watched');

/** From now on the statements are known that each request under `actWatch` has sent. Called again it does nothing. */
export function watchActs(): void {
  const prototype = pg.Client.prototype as pg.Client & { [WATCHED]?: true };
  if (prototype[WATCHED]) return;
  prototype[WATCHED] = true;
  const { query } = prototype;
  prototype.query = function (this: pg.Client, ...call: readonly unknown[]) {
    const given = call[0] as string | Partial<Sent>;
    const { name, text = '' } = typeof given === 'string' ? { text: given } : given;
    requests.getStore()?.set(text, { name, text });
    return Reflect.apply(query, this, call) as ReturnType<pg.Client['query']>;
  } as pg.Client['query'];
}

/** First in the list of what a shop is made of: writes down what each request has sent that may change something of the staff. */
export const actWatch = defineModule({
  name: 'actWatch',
  make: () => ({
    api: undefined,
    routes(app) {
      app.addHook('onRequest', (_request, _reply, next) => requests.run(new Map(), next));
      app.addHook('onResponse', async ({ method, url }, { statusCode }) => {
        const sent = [...(requests.getStore()?.values() ?? [])];
        if (CHANGES.has(method) && url.startsWith('/api/v1/staff/') && statusCode < 400)
          done.push({ what: `${method} ${url}`, sent });
      });
    },
  }),
});

/** What staff have changed since this was asked last, and no act tells of, in words. */
export async function takeUnrecorded(): Promise<string[]> {
  const requested = done;
  done = [];
  const judged = await Promise.all(
    requested.map(async ({ what, sent }) => {
      if (sent.some(({ name }) => name === ADDS_ACTS)) return [];
      const tables = (await Promise.all(sent.map(writesOf))).flat();
      return tables.length === 0 ? [] : [`${what} wrote ${[...new Set(tables)].join(', ')} and left no act`];
    }),
  );
  return judged.flat();
}

async function writesOf({ name, text }: Sent): Promise<readonly string[]> {
  if (name !== undefined && Object.hasOwn(NO_ACTS, name)) return [];
  return (await factsOf(text)).writes.filter((table) => !COUNTERS.has(table));
}
