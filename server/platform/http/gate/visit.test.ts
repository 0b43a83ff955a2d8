import { expect, test } from 'vitest';
import { cookiesOf } from '../../../kernel/cookies.ts';
import { keepPages } from '../kept-pages.ts';
import { makeFairQueue } from './fair-queue.ts';
import { makeGate } from './gate.ts';
import { makeVisit, type Visit } from './visit.ts';

test('addresses of one IPv6 network wait for each other, and for nobody else', async () => {
  const acting = makeFairQueue({ running: 8, waiting: 8, perKey: { running: 1, waiting: 8 } });
  const parts = {
    gate: makeGate({ pointsPerMinute: null, lagMs: () => 0 }),
    looking: acting,
    acting,
    keptPages: keepPages(cookiesOf({ isHttps: false })),
  };
  const visitOf = (address: string): Visit =>
    makeVisit(parts, { address, method: 'POST', headers: {}, key: undefined });
  const begun: string[] = [];
  let finish = (): void => undefined;
  const isFinished = new Promise<void>((resolve) => (finish = resolve));
  const work = ['2001:db8::1', '2001:db8::2', '2001:db8:0:1::1'].map((address) =>
    visitOf(address).inTurn(() => {
      begun.push(address);
      return isFinished;
    }),
  );
  expect(begun).toEqual(['2001:db8::1', '2001:db8:0:1::1']);
  finish();
  await Promise.all(work);
  expect(begun).toHaveLength(3);
});
