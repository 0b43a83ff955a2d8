import { expect, test } from 'vitest';
import type { AskedPayment, Gateway } from './gateway.ts';
import { restWhenSilent } from './rest-when-silent.ts';

const PAYMENT = { paymentNo: 'P1' } as AskedPayment;

function bench() {
  let ms = 0;
  let answer: 'pending' | 'unknown' = 'unknown';
  let calls = 0;
  const query: Gateway['query'] = async () => {
    calls += 1;
    return { state: answer };
  };
  const gateway = restWhenSilent({ query } as Gateway, { now: () => new Date(ms) });
  return {
    ask: async () => (await gateway.query(PAYMENT)).state,
    calls: () => calls,
    wait: (by: number) => void (ms += by),
    answers: (next: typeof answer) => void (answer = next),
  };
}

test('after five unanswered calls in a row a gateway is left alone for ten seconds, then tried again', async () => {
  const line = bench();
  for (let call = 0; call < 8; call += 1) expect(await line.ask()).toBe('unknown');
  expect(line.calls()).toBe(5);
  line.wait(9_999);
  await line.ask();
  expect(line.calls()).toBe(5);
  line.wait(1);
  await line.ask();
  await line.ask();
  expect(line.calls()).toBe(6);
  line.wait(10_000);
  line.answers('pending');
  for (let call = 0; call < 8; call += 1) expect(await line.ask()).toBe('pending');
});

test('a gateway that answers in between is never left alone', async () => {
  const line = bench();
  for (let round = 0; round < 5; round += 1) {
    line.answers('unknown');
    for (let call = 0; call < 4; call += 1) await line.ask();
    line.answers('pending');
    expect(await line.ask()).toBe('pending');
  }
  expect(line.calls()).toBe(25);
});

test('a call that hangs is silence after its time, and one that breaks is not', async () => {
  const query = (): Promise<never> => new Promise(() => undefined);
  const close = (): Promise<never> => Promise.reject(new TypeError('no such field'));
  const gateway = restWhenSilent({ query, close } as unknown as Gateway, { now: () => new Date(0) }, 20);
  expect(await gateway.query(PAYMENT)).toEqual({ state: 'unknown' });
  await expect(gateway.close(PAYMENT)).rejects.toThrow('no such field');
});
