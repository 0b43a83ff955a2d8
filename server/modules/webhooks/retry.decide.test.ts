import { expect, test } from 'vitest';
import { decideNext } from './retry.decide.ts';

const after = (tries: number, givenUp = 0) => ({ tries, givenUp, random: 0 });

test('what is answered well is delivered, whatever was before', () => {
  for (const status of [200, 201, 204, 299])
    expect(decideNext({ status, answered: {}, body: '' }, after(9, 4))).toEqual({ do: 'deliver' });
});

test('all else is tried ten times over three days, in growing pauses', () => {
  const pauses: number[] = [];
  for (let tries = 1; ; tries += 1) {
    const next = decideNext({ status: 302, answered: {}, body: '' }, after(tries));
    if (next.do !== 'wait') {
      expect(next).toEqual({ do: 'give_up', rests: false });
      break;
    }
    pauses.push(next.ms);
  }
  expect(pauses).toHaveLength(9);
  expect(pauses[0]).toBe(5_000);
  expect(pauses).toEqual(pauses.toSorted((a, b) => a - b));
  const days = pauses.reduce((sum, ms) => sum + ms, 0) / 86_400_000;
  expect(days).toBeGreaterThan(3);
  expect(decideNext({ fault: 'timeout' }, { ...after(1), random: 1 })).toEqual({ do: 'wait', ms: 5_500 });
});

test('the fifth that is given up in a row lets the endpoint rest, and so does one that says it is gone', () => {
  expect(decideNext({ fault: 'unreachable' }, after(10, 3))).toEqual({ do: 'give_up', rests: false });
  expect(decideNext({ fault: 'unreachable' }, after(10, 4))).toEqual({ do: 'give_up', rests: true });
  expect(decideNext({ status: 410, answered: {}, body: '' }, after(1))).toEqual({
    do: 'give_up',
    rests: true,
  });
});
