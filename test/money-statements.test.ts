import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isStatement, listSources, textsOf } from './support/read-statements.ts';

// A statement about money, goods that are held, orders, or what customers are owed of their accounts (an export, an erasure, a
// message) drops no row by a limit: a refund was lost by one. Where there is a limit all the same, it is one of four kinds, and
// the statement stands here with the reason.
//   walked: a page of a walk that goes on after its last row until none is left.
//   walks:  the same, where the function goes on by itself.
//   enough: counts as far as a rule asks; more would change nothing that is decided.
//   shown:  for people to look at; nothing is decided by it. Then only the files named here may use it.
type Limited =
  | { readonly kind: 'walked' }
  | { readonly kind: 'walks' }
  | { readonly kind: 'enough'; readonly why: string }
  | { readonly kind: 'shown'; readonly why: string; readonly usedBy: readonly string[] };

const LIMITED: Readonly<Record<string, Limited>> = {
  listSilentPayments: { kind: 'walked' },
  listWaitingRefunds: { kind: 'walked' },
  listOpenCases: { kind: 'walked' },
  listPaidWithin: { kind: 'walked' },
  listRefundedWithin: { kind: 'walked' },
  listPostings: { kind: 'shown', why: 'the books of a day, page by page', usedBy: ['ledger/read-books.ts'] },
  listDueOrders: { kind: 'walked' },
  listPromiseEvents: { kind: 'walked' },
  listWaitingExports: { kind: 'walked' },
  listDueDeletions: { kind: 'walked' },
  listErasures: { kind: 'walked' },
  listErasedWithTrade: { kind: 'walked' },
  listOverdueNotices: { kind: 'walked' },
  readRows: { kind: 'walks' },
  listExports: {
    kind: 'enough',
    why: 'the newest twenty; one that is asked for anew depends on the last five and on one that is being made',
  },
  listOrders: {
    kind: 'shown',
    why: 'a page of a customer’s list of orders',
    usedBy: ['ordering/read-orders.ts'],
  },
  listReads: { kind: 'shown', why: 'who of the staff has looked', usedBy: ['privacy/privacy-centre.ts'] },
  showOpenCases: {
    kind: 'shown',
    why: 'what needs a person, page by page',
    usedBy: ['cases/cases.module.ts'],
  },
  listMovements: {
    kind: 'shown',
    why: 'what came and went of a SKU, page by page',
    usedBy: ['stock/read-ledger.ts'],
  },
  listWronglyMarked: { kind: 'walked' },
  listStock: {
    kind: 'shown',
    why: 'stock, page by page; an export walks over all of it',
    usedBy: ['stock/files/stock-files.ts', 'stock/list-stock.ts'],
  },
  listShort: {
    kind: 'shown',
    why: 'what is short, page by page; of goods in the back office, those of its newest thousand',
    usedBy: ['stock/list-stock.ts', 'stock/stock.module.ts'],
  },
  countShort: {
    kind: 'shown',
    why: 'how many SKUs are short, counted to a thousand',
    usedBy: ['stock/stock.module.ts'],
  },
  listOrdersInState: {
    kind: 'shown',
    why: 'staff’s list',
    usedBy: ['ordering/list-sources.ts'],
  },
  listOrdersOfCustomer: { kind: 'shown', why: 'staff’s list', usedBy: ['ordering/list-for-staff.ts'] },
  listOrdersToRecipient: { kind: 'shown', why: 'staff’s list', usedBy: ['ordering/list-for-staff.ts'] },
  listOrdersByEnd: { kind: 'shown', why: 'staff’s list', usedBy: ['ordering/list-for-staff.ts'] },
  listReservations: {
    kind: 'shown',
    why: 'which orders hold a SKU, for staff’s list',
    usedBy: [
      'ordering/list-for-staff.ts',
      'ordering/list-sources.ts',
      'ordering/ordering.module.ts',
      'stock/index.ts',
    ],
  },
  sumUpState: {
    kind: 'shown',
    why: 'the tabs of staff’s list',
    usedBy: ['ordering/list-for-staff.ts', 'ordering/sum-orders.ts'],
  },
  listEvents: {
    kind: 'enough',
    why: 'the first thousand of an order, which has some dozens: it is paid, and its price protected, once, early among them',
  },
  listExchanges: {
    kind: 'shown',
    why: 'what was said to gateways and by them of an order, for staff',
    usedBy: ['payment/money-of-order.ts'],
  },
  listOpenOrders: {
    kind: 'enough',
    why: 'who asks for an erasure is told of twenty; one is enough to keep it waiting',
  },
  listOpenRefunds: {
    kind: 'enough',
    why: 'who asks for an erasure is told of twenty; one is enough to keep it waiting',
  },
};

const MODULES = join(import.meta.dirname, '..', 'server', 'modules');
/** Rooms whose statements decide about any of these; those that are still to come count from their first file. */
const ROOMS = [
  ...['payment', 'ordering', 'stock', 'cases', 'ledger', 'aftersales', 'fulfilment'],
  ...['privacy', 'messaging'],
];

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

test('every limit in a statement about money, orders, goods or promises is known, with the reason why it drops nothing', () => {
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
