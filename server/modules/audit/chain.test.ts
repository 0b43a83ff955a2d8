import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import type { StaffId } from '../../kernel/actor.ts';
import type { NewAct } from './act.ts';
import { findMisfit, linkActs, NO_HEAD, type Head, type Misfit, type StoredLink } from './chain.ts';

const act: NewAct = {
  actor: { by: 'staff', staffId: 's-1' as StaffId },
  what: 'price:change',
  subject: { kind: 'sku', id: '7' },
  before: { priceFen: 100 },
  after: { priceFen: 90, name: '茶' },
  reason: null,
  from: '杭州，Chrome',
  at: new Date('2026-11-26T08:00:00.120Z'),
};

test('the hash is SHA-256 over a text that anybody can write again', () => {
  const [link] = linkActs(NO_HEAD, [act]);
  const text =
    '{"after":"{\\"name\\":\\"茶\\",\\"priceFen\\":90}","at":"2026-11-26T08:00:00.120Z","before":"{\\"priceFen\\":100}",' +
    `"by":"staff","byId":"s-1","origin":"杭州，Chrome","previous":"${'0'.repeat(64)}","seq":1,` +
    '"subjectId":"7","subjectKind":"sku","what":"price:change"}';
  expect(link!.hash.toString('hex')).toBe(createHash('sha256').update(text).digest('hex'));
});

const chain = linkActs(
  NO_HEAD,
  Array.from({ length: 6 }, (_, n) => ({ ...act, subject: { kind: 'sku', id: String(n) } })),
);

function firstMisfit(links: readonly StoredLink[]): Misfit | undefined {
  let head: Head = NO_HEAD;
  for (const link of links) {
    const misfit = findMisfit(head, link);
    if (misfit !== undefined) return misfit;
    head = link;
  }
  return undefined;
}

test('acts that are linked in one go or one after the other make the same chain, which fits', () => {
  expect(firstMisfit(chain)).toBeUndefined();
  const begun = chain.slice(0, 3);
  const rest = [3, 4, 5].map((n) => ({ ...act, subject: { kind: 'sku', id: String(n) } }));
  expect([...begun, ...linkActs(begun[2]!, rest)]).toEqual(chain);
});

test.each<Partial<StoredLink>>([
  { at: '2026-11-26T08:00:00.121Z' },
  { at: null },
  { by: 'system' },
  { byId: 's-2' },
  { what: 'price:changed' },
  { subjectKind: 'product' },
  { subjectId: '33' },
  { before: '{"priceFen": 100}' },
  { after: null },
  { reason: '' },
  { origin: null },
  { reasonSealed: 'aa' },
  { previous: Buffer.alloc(32) },
  { hash: Buffer.alloc(32) },
])('a row with %o is found as changed', (changed) => {
  expect(firstMisfit(chain.with(3, { ...chain[3]!, ...changed }))).toEqual({ seq: 4, why: 'changed' });
});

test('what is missing, out of order or linked anew is found where it is', () => {
  expect(firstMisfit(chain.toSpliced(2, 1))).toEqual({ seq: 3, why: 'missing' });
  expect(firstMisfit(chain.slice(1))).toEqual({ seq: 1, why: 'missing' });
  const swapped = chain.with(1, { ...chain[2]!, seq: 2 }).with(2, { ...chain[1]!, seq: 3 });
  expect(firstMisfit(swapped)).toEqual({ seq: 2, why: 'changed' });
  const [anew] = linkActs(chain[1]!, [{ ...act, reason: { typedBehindCommand: '改过' } }]);
  expect(firstMisfit(chain.with(2, anew!))).toEqual({ seq: 4, why: 'out_of_order' });
  expect(firstMisfit([...chain, chain[5]!])).toEqual({ seq: 6, why: 'out_of_order' });
});

test('texts are hashed as the database gives them back', () => {
  const [odd] = linkActs(NO_HEAD, [{ ...act, reason: { typedBehindCommand: 'a\0b\ud800' } }]);
  expect(odd!.reason).toBe('a\ufffdb\ufffd');
});
