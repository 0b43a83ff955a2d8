import { keyVersionOf, openEnvelope, sealEnvelope, SealingFault } from './envelope.ts';
import type { Binding, DataKey } from './data-keys.ts';

/** How much is sealed at once: what is read is never held back for longer than this, nor handed out unchecked. */
const PIECE_BYTES = 64 * 1024;
const LENGTH_BYTES = 4;
/** An envelope around a piece of that size is a little larger. */
const LONGEST = PIECE_BYTES + 256;

/**
 * Seals a stream of any length, a piece at a time: before each envelope stands its length (4 bytes, big-endian). Every
 * piece is bound to the place, to its number and to whether it is the last, so that none can be left out, moved, added or
 * cut off unseen.
 */
export async function* sealStream(
  dataKey: DataKey,
  binding: Binding,
  plain: AsyncIterable<Uint8Array>,
): AsyncGenerator<Buffer> {
  const seal = (piece: Buffer, at: number, isLast: boolean): Buffer => {
    const key = dataKey.versions.get(dataKey.current)!;
    const envelope = sealEnvelope(key, dataKey.current, placeOf(binding, at, isLast), piece);
    const length = Buffer.alloc(LENGTH_BYTES);
    length.writeUInt32BE(envelope.length);
    return Buffer.concat([length, envelope]);
  };
  let waiting = Buffer.alloc(0);
  let at = 0;
  for await (const chunk of plain) {
    waiting = Buffer.concat([waiting, chunk]);
    // One piece is held back, since only the end tells which one is the last.
    while (waiting.length > PIECE_BYTES) {
      yield seal(waiting.subarray(0, PIECE_BYTES), at, false);
      waiting = waiting.subarray(PIECE_BYTES);
      at += 1;
    }
  }
  yield seal(waiting, at, true);
}

/** Opens what `sealStream` made. Throws SealingFault where anything differs; what was yielded before is genuine. */
export async function* openStream(
  dataKey: DataKey,
  binding: Binding,
  sealed: AsyncIterable<Uint8Array>,
): AsyncGenerator<Buffer> {
  let waiting = Buffer.alloc(0);
  let at = 0;
  const open = (envelope: Buffer, isLast: boolean): Buffer => {
    const key = dataKey.versions.get(keyVersionOf(envelope));
    if (key === undefined)
      throw new SealingFault('a stream names a version of its data key that is not there');
    return openEnvelope(key, placeOf(binding, at, isLast), envelope);
  };
  let held: Buffer | undefined;
  for await (const chunk of sealed) {
    waiting = Buffer.concat([waiting, chunk]);
    while (waiting.length >= LENGTH_BYTES) {
      const length = waiting.readUInt32BE(0);
      if (length > LONGEST) throw new SealingFault('not a sealed stream');
      if (waiting.length < LENGTH_BYTES + length) break;
      if (held !== undefined) {
        yield open(held, false);
        at += 1;
      }
      held = waiting.subarray(LENGTH_BYTES, LENGTH_BYTES + length);
      waiting = waiting.subarray(LENGTH_BYTES + length);
    }
  }
  if (held === undefined || waiting.length > 0) throw new SealingFault('a sealed stream was cut off');
  yield open(held, true);
}

function placeOf({ table, column, row }: Binding, at: number, isLast: boolean): string {
  return `${table}\0${column}\0${row}\0${at}${isLast ? ' last' : ''}`;
}
