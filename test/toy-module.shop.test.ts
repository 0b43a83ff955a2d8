import { Type } from 'typebox';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listEvents } from '../docs/list-events.ts';
import { listSettings } from '../docs/list-settings.ts';
import { listColumnClasses, listExportAndErasure, listFields } from '../docs/list-tables.ts';
import { eventsOf, readModuleSettings, settingsHelpOf, tablesOf } from '../server/make-house.ts';
import { MODULES } from '../server/modules.ts';
import type { CustomerId } from '../server/kernel/ids.ts';
import type { OrderingEvent } from '../server/modules/ordering/index.ts';
import { OWN_ID, type Field } from '../server/platform/described-table.ts';
import { FACTS } from '../server/platform/event-facts.ts';
import { eventKind, type Handlers } from '../server/platform/events.ts';
import { customerOf } from '../server/platform/http/access.ts';
import { answers, sendRefusal } from '../server/platform/http/answers.ts';
import { problem, type Problems } from '../server/platform/http/problem.ts';
import { general } from '../server/platform/http/problems.ts';
import { defineModule, type Ground } from '../server/platform/module.ts';
import { readNumber } from '../server/platform/settings.ts';
import { newSku } from './support/new-sku.ts';
import { placeOrder, signUp, type Shopper, type WantedSku } from './support/shopper.ts';
import { startTestShop, type TestShop } from './support/test-shop.ts';
import { waitFor } from './support/wait-for.ts';

const TOY: Field = {
  what: 'how many toys somebody has',
  keptAs: 'clear',
  why: 'counting them',
  howLong: 'until four in the night',
};
const toyProblems = {
  toys_gone: problem({
    status: 409,
    title: { zh: '没有玩具了', en: 'No toys left' },
    detail: { zh: '明天再来。', en: 'Come back tomorrow.' },
  }),
} satisfies Problems;

/** A room that nobody needs: how many orders somebody has placed. It is what ARCHITECTURE.md asks of a new module, and no more. */
const toyModule = defineModule({
  name: 'toy',
  settings: {
    help: [{ names: ['TOY_MOST'], fallback: '5', says: { zh: '最多几个玩具', en: 'how many toys at most' } }],
    read: (env) => ({ most: readNumber(env, 'TOY_MOST', 5, 1, 10) }),
  },
  problems: [toyProblems],
  events: { toy_given: eventKind(1, 'A customer has got a toy.', { customerId: FACTS.customerId }) },
  tables: [
    {
      table: 'toys',
      title: { zh: '玩具', en: 'Toys' },
      policy: { zh: '玩具', en: 'toys' },
      onErase: { do: 'erase' },
      key: ['toy_no'],
      columns: {
        customer_id: OWN_ID,
        toy_no: { holds: TOY, told: { zh: '编号', en: 'Number' } },
        colour: { nothing: 'what it looks like' },
      },
    },
  ],
  make(house: Ground, { most }: { readonly most: number }) {
    const count = async (customerId: CustomerId): Promise<number> => {
      const { rows } = await house.database.query<{ count: number }>(
        'select count(*)::int as count from toys where customer_id = $1',
        [customerId],
      );
      return rows[0]!.count;
    };
    const on: Handlers<OrderingEvent> = {
      async order_placed({ customerId }) {
        await house.database.query(
          `insert into toys (customer_id, toy_no) select $1, count(*) + 1 from toys where customer_id = $1`,
          [customerId],
        );
      },
    };
    return {
      api: { count },
      routes(app) {
        app.get(
          '/toys',
          {
            schema: {
              summary: 'My toys',
              response: answers(
                { 200: Type.Object({ count: Type.Integer() }) },
                general('no_session'),
                toyProblems,
              ),
            },
            config: { access: 'customer' },
          },
          async (request, reply) => {
            const owned = await count(customerOf(request));
            return owned > most ? sendRefusal(reply, { code: 'toys_gone' }) : reply.send({ count: owned });
          },
        );
      },
      jobs: { 'sweep-toys': async () => void (await house.database.query('delete from toys')) },
      crontab: ['0 4 * * * sweep-toys'],
      on,
    };
  },
});
const modules = [...MODULES, toyModule];

let shop: TestShop;
let shopper: Shopper;
let lines: WantedSku[];
beforeAll(async () => {
  // Where a module that stays would have a migration.
  const withTable = async (url: string): Promise<string> => {
    const { default: pg } = await import('pg');
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query(
      `create table toys (customer_id text not null, toy_no int not null, colour text not null default 'red',
         primary key (customer_id, toy_no))`,
    );
    await client.end();
    return url;
  };
  shop = await startTestShop({ TOY_MOST: '1' }, withTable, modules);
  shopper = await signUp(shop.url);
  lines = [{ skuId: await newSku(shop.database.pool, 5_000, 10), quantity: 1 }];
}, 120_000);
afterAll(() => shop.stop());

test('a module that is on the list answers its route, to whom it is for, and is told of what happens elsewhere', async () => {
  expect((await fetch(`${shop.url}/api/v1/toys`)).status).toBe(401);
  expect((await shopper.call('GET', '/toys')).body).toEqual({ count: 0 });
  await placeOrder(shopper, lines);
  await waitFor('the toy', async () => (await shopper.call('GET', '/toys')).body.count === 1);
  await placeOrder(shopper, lines);
  await waitFor(
    'the refusal by its setting',
    async () => (await shopper.call('GET', '/toys')).status === 409,
  );
  await shop.jobs['sweep-toys']!({});
  expect((await shopper.call('GET', '/toys')).body).toEqual({ count: 0 });
});

test('everything that is told of modules knows it', async () => {
  const { paths } = (await (await fetch(`${shop.url}/api/openapi.json`)).json()) as {
    paths: Record<string, { get?: { summary: string } }>;
  };
  expect(paths['/api/v1/toys']?.get?.summary ?? paths['/toys']?.get?.summary).toBe('My toys');
  expect(shop.crontab).toContain('sweep-toys');
  expect(listSettings('en', settingsHelpOf(modules))).toContain(
    '| `TOY_MOST` | `5` | how many toys at most |',
  );
  expect(listEvents(eventsOf(modules))).toContain('| `toy_given` | 1 | A customer has got a toy. |');
  expect(shop.house.personalTables.map(({ table }) => table)).toContain('toys');
});

test('the documents of privacy know what it keeps', () => {
  const tables = tablesOf(modules);
  expect(listFields(tables)).toContain(
    '| how many toys somebody has | `toys.toy_no` | clear | counting them | until four in the night |',
  );
  expect(listExportAndErasure(tables)).toContain('| `toys` | "Toys" | removed |');
  expect(listColumnClasses(tables)).toContain('| `toys.colour` | what it looks like |');
});

test('its settings are read with those of the others, before anything is opened', () => {
  expect(() => readModuleSettings({ TOY_MOST: 'many' }, modules)).toThrow(/TOY_MOST is "many"/);
});

test('what it keeps of a person goes with the person', async () => {
  const leaving = await signUp(shop.url);
  const { pool } = shop.database;
  await pool.query('insert into toys values ($1, 1)', [leaving.customerId]);
  await pool.query(
    `insert into account_deletions (customer_id, requested_at, erase_at) values ($1, now() - interval '8 days', now() - interval '1 day')`,
    [leaving.customerId],
  );
  await shop.jobs['erase-customers']!({});
  expect((await pool.query('select from toys where customer_id = $1', [leaving.customerId])).rowCount).toBe(
    0,
  );
});
