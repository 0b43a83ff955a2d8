import type { Sharp } from 'sharp';
import type { MediaStore } from '../../../platform/media-store.ts';
import { IMAGE_WIDTHS, mediaName, sizeWithin } from '../images.ts';

const QUALITY = 82;
/** A hundred million pixels take 0.4 GB while they are scaled. */
const MOST_PIXELS = 100_000_000;

export type StoreOptions = {
  /** Whether a picture that is plain already may be kept as it came; else every copy is encoded anew. */
  readonly keepsPlain: boolean;
  /** Cut to the square in its middle. */
  readonly isSquare?: boolean;
};

/** No picture, or one that cannot be read to its end. */
export class UnreadablePicture extends Error {}

/** Stores a picture in all its sizes. Answers its own, in pixels. Throws UnreadablePicture. */
export async function storePicture(
  key: string,
  bytes: Buffer,
  mediaStore: MediaStore,
  { keepsPlain, isSquare = false }: StoreOptions,
): Promise<{ width: number; height: number }> {
  // Loaded here: few processes ever need it, and it takes memory for as long as the program runs.
  const { default: sharp } = await import('sharp');
  // Pictures are already done side by side, and none is done twice: more threads and a cache would only take memory.
  sharp.concurrency(1);
  sharp.cache(false);
  const open = () => sharp(bytes, { limitInputPixels: MOST_PIXELS, failOn: 'error' }).autoOrient();
  const original = await faultsOf(async () => open().metadata());
  const whole = original.autoOrient;
  const side = Math.min(whole.width, whole.height);
  const { width, height } = isSquare ? { width: side, height: side } : whole;
  // A plain picture for the web is kept as it is; anything else loses what a camera wrote into it (places, names).
  const isPlainWebp =
    keepsPlain &&
    original.format === 'webp' &&
    original.exif === undefined &&
    original.xmp === undefined &&
    (original.pages ?? 1) === 1;
  let largest: Uint8Array | undefined;
  for (const within of IMAGE_WIDTHS) {
    const name = mediaName(key, within);
    if (await mediaStore.has(name)) continue;
    const size = sizeWithin({ width, height }, within);
    const isWhole = size.width === width;
    if (isWhole) largest ??= isPlainWebp ? bytes : undefined;
    const scaled = (isWhole ? largest : undefined) ?? (await faultsOf(() => scale(open(), size, isSquare)));
    // Sizes beyond the original are the original itself: encoded once, stored under each name.
    if (isWhole) largest = scaled;
    await mediaStore.put(name, scaled);
  }
  return { width, height };
}

function scale(picture: Sharp, size: { width: number; height: number }, isSquare: boolean): Promise<Buffer> {
  return picture
    .resize({ ...size, fit: isSquare ? 'cover' : 'fill', withoutEnlargement: true })
    .webp({ quality: QUALITY, alphaQuality: 90, effort: 4 })
    .toBuffer();
}

/** What sharp cannot read is a faulty file; it throws plain errors without a code. */
async function faultsOf<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new UnreadablePicture('not a readable picture', { cause: error });
  }
}
