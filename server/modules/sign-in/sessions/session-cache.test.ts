import { expect, test } from 'vitest';
import type { CustomerId } from '../../../kernel/ids.ts';
import type { Session } from '../way-in.ts';
import { SessionCache } from './session-cache.ts';

const NOW = new Date('2026-11-23T02:00:00Z');
const after = (ms: number) => new Date(NOW.getTime() + ms);
const aSession = (sessionId: string, expiresAt = after(3_600_000)): Session => ({
  sessionId,
  customerId: 'ABCDEFGHJKMN' as CustomerId,
  displayName: '138****8000',
  phoneMasked: '138****8000',
  expiresAt,
});

test('a session is believed for ten seconds and never past its own end', () => {
  const cache = new SessionCache();
  cache.put('long', aSession('1'), NOW, cache.mark);
  cache.put('short', aSession('2', after(5_000)), NOW, cache.mark);
  expect(cache.get('long', after(9_999))).toBeDefined();
  expect(cache.get('long', after(10_000))).toBeUndefined();
  expect(cache.get('short', after(4_999))).toBeDefined();
  expect(cache.get('short', after(5_000))).toBeUndefined();
});

test('an ended session is gone, also when it was put in again meanwhile with an older mark', () => {
  const cache = new SessionCache();
  const mark = cache.mark;
  cache.put('token', aSession('1'), NOW, mark);
  cache.put('token', aSession('1'), NOW, mark);
  cache.end(['1']);
  expect(cache.get('token', NOW)).toBeUndefined();
  cache.put('token', aSession('1'), NOW, mark);
  expect(cache.get('token', NOW)).toBeUndefined();
});

test('the cache keeps no more than it may, and ending works for what is left', () => {
  const cache = new SessionCache(10);
  for (let n = 0; n < 1000; n += 1) cache.put(`token${n}`, aSession(String(n)), NOW, cache.mark);
  const kept = Array.from({ length: 1000 }, (_, n) => n).filter((n) => cache.get(`token${n}`, NOW));
  expect(kept).toHaveLength(10);
  cache.end(kept.map(String));
  expect(kept.filter((n) => cache.get(`token${n}`, NOW))).toEqual([]);
});
