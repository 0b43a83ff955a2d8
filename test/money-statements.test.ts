import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isStatement, listSources, textsOf } from './support/read-statements.ts';

// A statement about money, goods that are held, or orders drops no row by a limit: a refund was lost by one. Where there
// is a limit all the same, it is one of three kinds, and the statement stands here with the reason.
//   walked: a page of a walk that goes on after its last row until none is left.
//   enough: counts as far as a rule asks; more would change nothing that is decided.
//   shown:  for people to look at; nothing is decided by it. Then only the files named here may use it.
type Limited =
  | { readonly kind: 'walked' }
  | { readonly kind: 'enough'; readonly why: string }
  | { readonly kind: 'shown'; readonly why: string; readonly usedBy: readonly string[] };

const LIMITED: Readonly<Record<string, Limited>> = {
  listSilentPayments: { kind: 'walked' },
  listWaitingRefunds: { kind: 'walked' },
  listOpenCases: { kind: 'walked' },
  listDueOrders: { kind: 'walked' },
  listPromiseEvents: { kind: 'walked' },
  listUnpaidOf: {
    kind: 'enough',
    why: 'whoever held goods in vain so many times is a repeater, and no more by more times',
  },
  listOrders: {
    kind: 'shown',
    why: 'a page of a customer’s list of orders',
    usedBy: ['ordering/read-orders.ts'],
  },
  listEvents: { kind: 'shown', why: 'the timeline', usedBy: ['ordering/read-orders.ts'] },
  listOpenOrders: {
    kind: 'shown',
    why: 'who asks for an erasure is told of twenty; one is enough to keep it waiting',
    usedBy: ['ordering/orders.ts'],
  },
  listOpenRefunds: {
    kind: 'shown',
    why: 'who asks for an erasure is told of twenty; one is enough to keep it waiting',
    usedBy: ['payment/payments.ts'],
  },
};

const MODULES = join(import.meta.dirname, '..', 'server', 'modules');
/** Rooms whose statements decide about money or goods; those that are still to come count from their first file. */
const ROOMS = ['payment', 'ordering', 'stock', 'cases', 'ledger', 'aftersales', 'fulfilment'];

type Statement = { readonly sql: string; readonly within: string };
type Source = { readonly name: string; readonly text: string; readonly statements: readonly Statement[] };

const rooms = readdirSync(MODULES);
const sources = ROOMS.filter((room) => rooms.includes(room)).flatMap(readRoom);

function readRoom(room: string): Source[] {
  const folder = join(MODULES, room);
  return listSources(folder).map((file) => {
    const text = readFileSync(join(folder, file), 'utf8');
    const statements = textsOf(file, text).filter(isStatement);
    return {
      name: `${room}/${file}`,
      text,
      statements: statements.map(({ written, within }) => ({ sql: written, within })),
    };
  });
}

const LIMIT = /\b(limit|offset|fetch (first|next))\b/i;
const limited = sources.flatMap(({ statements }) => statements.filter(({ sql }) => LIMIT.test(sql)));

test('every limit in a statement about money, orders or goods is known, with the reason why it drops nothing', () => {
  expect(sources.flatMap(({ statements }) => statements).length).toBeGreaterThan(40);
  expect(
    limited.map(({ within }) => within).toSorted(),
    'walk over all rows page by page (platform/walk.ts), or say here why nothing depends on those that are dropped',
  ).toEqual(Object.keys(LIMITED).toSorted());
});

const namesOf = (kind: Limited['kind']) =>
  Object.keys(LIMITED).filter((name) => LIMITED[name]!.kind === kind);

test.each(namesOf('walked'))('%s is read in an order, after its last row, and by a walk alone', (name) => {
  const { sql } = limited.find(({ within }) => within === name)!;
  const order = /order by ([\w, ]+?) limit \$\d+$/.exec(sql)?.[1];
  expect(order, 'it has an order, and its size is asked for').toBeDefined();
  expect(sql, 'it goes on after its last row').toContain(`(${order!}) > (`);
  const calls = sources.flatMap(({ text }) => [
    ...text.matchAll(new RegExp(`(.{0,120})\\b${name}\\((?!\\s*on: )`, 'gs')),
  ]);
  expect(calls.length).toBeGreaterThan(0);
  for (const [, before] of calls) expect(before).toMatch(/everyPage(<\w+>)?\(\w+, \(after\) =>\s*$/);
});

test.each(namesOf('shown'))('%s is only shown: nobody who decides uses it', (name) => {
  const known = LIMITED[name] as Extract<Limited, { kind: 'shown' }>;
  const users = sources
    .filter(({ text }) => new RegExp(`\\b${name}\\b`).test(text.replaceAll(`function ${name}(`, '')))
    .map((source) => source.name);
  expect(users, known.why).toEqual(known.usedBy);
});
