import { expect, test } from 'vitest';
import { parseKind } from '../table-kinds.ts';
import { planSpreading, type Step } from './plan-spreading.ts';
import type { ForeignKey, KnownTable, Schema } from './read-schema.ts';

const text = { type: 'text', collation: 'C' };
const bytes = { type: 'bytea', collation: null };

function table(name: string, kind: string, columns: KnownTable['columns'] = new Map()): KnownTable {
  return { name, kind: parseKind(kind), columns };
}

function key(from: string, to: string): ForeignKey {
  return { name: `${from}_${to}`, from, to, columns: [], toColumns: [], definition: `foreign key to ${to}` };
}

const TABLES = [
  table('addresses', 'customer', new Map([['customer_id', text]])),
  table('cases', 'local, committed with customers'),
  table('roles', 'local'),
  table('codes', 'look-up by hash', new Map([['hash', bytes]])),
  table('counters', 'look-up by subject', new Map([['subject', text]])),
  table('customers', 'customer', new Map([['customer_id', text]])),
  table('phones', 'look-up by hash', new Map([['hash', bytes]])),
  table('products', 'reference'),
  table('skus', 'reference'),
  table('stock', 'stock'),
];

function schemaOf(tables: readonly KnownTable[], foreignKeys: readonly ForeignKey[] = []): Schema {
  return {
    tables: new Map(tables.map((one) => [one.name, one])),
    foreignKeys,
    uniques: [],
    triggers: [],
  };
}

const KEYS = [key('addresses', 'customers'), key('skus', 'products')];

/** `spread addresses by customer_id beside customers`. */
function inWords(steps: readonly Step[]): string[] {
  return steps.map((step) => {
    switch (step.do) {
      case 'drop-key':
      case 'put-key':
        return `${step.do} ${step.key.name}`;
      case 'spread':
        return `spread ${step.table} by ${step.by}, beside ${step.beside ?? 'none'}`;
      case 'copy':
        return `copy ${step.table}`;
      case 'register':
        return `register ${step.table} (${step.comment})`;
    }
  });
}

test('all is moved where nothing stands: keys are away, customers come first, look-ups lie together by type', () => {
  const { steps, wrong } = planSpreading(schemaOf(TABLES, KEYS), new Map());
  expect(inWords(steps)).toEqual([
    'drop-key addresses_customers',
    'drop-key skus_products',
    'copy products',
    'copy skus',
    'spread customers by customer_id, beside none',
    'spread addresses by customer_id, beside customers',
    'spread codes by hash, beside none',
    'spread counters by subject, beside none',
    'spread phones by hash, beside codes',
    'register cases (local, committed with customers)',
    'register stock (stock)',
    'put-key addresses_customers',
    'put-key skus_products',
  ]);
  expect(wrong).toEqual([]);
});

const ALL_STAND = new Map([
  ['addresses', 'distributed'],
  ['cases', 'local'],
  ['codes', 'distributed'],
  ['counters', 'distributed'],
  ['customers', 'distributed'],
  ['phones', 'distributed'],
  ['products', 'reference'],
  ['skus', 'reference'],
  ['stock', 'local'],
]);

test('nothing is to be done where all stands as its kind says', () => {
  expect(planSpreading(schemaOf(TABLES, KEYS), ALL_STAND)).toEqual({ steps: [], wrong: [] });
});

test('tables of a later version come beside those that stand; what stands keeps its keys', () => {
  const tables = [
    ...TABLES,
    table('aliases', 'look-up by hash', new Map([['hash', bytes]])),
    table('gifts', 'customer', new Map([['customer_id', text]])),
  ];
  const { steps } = planSpreading(schemaOf(tables, [...KEYS, key('gifts', 'customers')]), ALL_STAND);
  expect(inWords(steps)).toEqual([
    'drop-key gifts_customers',
    'spread aliases by hash, beside codes',
    'spread gifts by customer_id, beside customers',
    'put-key gifts_customers',
  ]);
});

test('a table that the cluster only knows is moved where its kind says more', () => {
  const { steps } = planSpreading(schemaOf(TABLES), new Map([...ALL_STAND, ['addresses', 'local']]));
  expect(inWords(steps)).toEqual(['spread addresses by customer_id, beside customers']);
});

test('a table that stands as something else than its kind says is told, and left alone', () => {
  const standing = new Map([...ALL_STAND, ['addresses', 'reference'], ['stock', 'distributed']]);
  expect(planSpreading(schemaOf(TABLES), standing)).toEqual({
    steps: [],
    wrong: [
      { table: 'addresses', standsAs: 'reference', kind: 'customer' },
      { table: 'stock', standsAs: 'distributed', kind: 'stock' },
    ],
  });
});

test('a table without a kind is left to the rules of schema', () => {
  const silent: KnownTable = { name: 'toys', kind: undefined, columns: new Map() };
  expect(planSpreading(schemaOf([silent]), new Map()).steps).toEqual([]);
});
