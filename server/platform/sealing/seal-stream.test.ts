import { createSecretKey, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SealingFault } from './envelope.ts';
import { openStream, sealStream } from './seal-stream.ts';
import type { DataKey } from './data-keys.ts';

const newKey = (): DataKey => ({
  ownerId: 'A',
  versions: new Map([[1, createSecretKey(randomBytes(32))]]),
  current: 1,
});
const binding = { table: 'files', column: 'name', row: 'one' };

async function* of(...chunks: readonly Buffer[]): AsyncGenerator<Buffer> {
  yield* chunks;
}
async function gather(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

test('a stream of any length opens to what it was, however it was cut into chunks', async () => {
  const key = newKey();
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 0, max: 150_000 }), { maxLength: 5 }),
      fc.integer({ min: 1, max: 100_000 }),
      async (lengths, cutAt) => {
        const chunks = lengths.map((length) => randomBytes(length));
        const sealed = await gather(sealStream(key, binding, of(...chunks)));
        const opened = openStream(key, binding, of(sealed.subarray(0, cutAt), sealed.subarray(cutAt)));
        expect((await gather(opened)).equals(Buffer.concat(chunks))).toBe(true);
      },
    ),
    { numRuns: 40 },
  );
});

test('a stream that was changed, cut off, shuffled, moved or sealed by another key does not open', async () => {
  const key = newKey();
  const plain = randomBytes(150_000);
  const pieces: Buffer[] = [];
  for await (const piece of sealStream(key, binding, of(plain))) pieces.push(piece);
  expect(pieces.length).toBe(3);
  const changed = Buffer.concat(pieces);
  changed[100_000]! ^= 1;
  const wrong: [Buffer[], DataKey, typeof binding][] = [
    [[changed], key, binding],
    [[], key, binding],
    [pieces.slice(0, 2), key, binding],
    [[Buffer.concat(pieces).subarray(0, -1)], key, binding],
    [[pieces[1]!, pieces[0]!, pieces[2]!], key, binding],
    [[...pieces, pieces[2]!], key, binding],
    [pieces, key, { ...binding, row: 'two' }],
    [pieces, newKey(), binding],
  ];
  for (const [chunks, withKey, at] of wrong)
    await expect(gather(openStream(withKey, at, of(...chunks)))).rejects.toBeInstanceOf(SealingFault);
  expect((await gather(openStream(key, binding, of(...pieces)))).equals(plain)).toBe(true);
});
