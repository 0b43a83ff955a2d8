import { expect, test } from 'vitest';
import { sendInTime } from './send-in-time.ts';

const hang = (): Promise<void> => new Promise(() => undefined);

test('a channel that hangs is left alone after three messages, and tried again after a minute', async () => {
  let now = 0;
  const send = sendInTime({ now: () => new Date(now) }, 20);
  for (let n = 0; n < 3; n += 1) await expect(send(hang)).rejects.toThrow('not done within');
  let sent = 0;
  const work = async (): Promise<void> => void (sent += 1);
  await expect(send(work)).rejects.toThrow('left alone');
  expect(sent).toBe(0);
  now += 60_000;
  // One that hangs still costs a single message, and one that works ends it.
  await expect(send(hang)).rejects.toThrow('not done within');
  await expect(send(work)).rejects.toThrow('left alone');
  now += 60_000;
  await send(work);
  await expect(send(hang)).rejects.toThrow('not done within');
  await send(work);
  expect(sent).toBe(2);
});

test('a channel that refuses one message is tried with the next', async () => {
  const send = sendInTime({ now: () => new Date(0) }, 20);
  for (let n = 0; n < 5; n += 1)
    await expect(send(() => Promise.reject(new Error('no such number')))).rejects.toThrow('no such number');
  await send(async () => undefined);
});
