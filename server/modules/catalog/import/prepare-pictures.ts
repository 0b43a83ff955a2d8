import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { dirname, resolve } from 'node:path';
import type { Sharp } from 'sharp';
import type { MediaStore } from '../../../platform/media-store.ts';
import { IMAGE_WIDTHS, mediaName, sizeWithin } from '../images.ts';
import { fault, type CatalogueFault } from './catalogue-faults.ts';

/** A picture that is in the media store in all its sizes. `width` and `height` are the original's. */
export type PreparedPicture = {
  readonly key: string;
  readonly source: string;
  readonly width: number;
  readonly height: number;
};

export type PictureOptions = {
  /** Each source with the first line that names it. */
  readonly pictures: ReadonlyMap<string, number>;
  /** Paths are relative to where this file lies. */
  readonly file: string;
  readonly mediaStore: MediaStore;
  readonly onDone: (done: number) => void;
};

/** Part of every key: another recipe makes other files, so that what browsers keep for ever never changes. */
const RECIPE = 'webp-82-v1';
const QUALITY = 82;
/** A hundred million pixels take 0.4 GB while they are scaled. */
const MOST_PIXELS = 100_000_000;
const FLUENT = /^fluent:([0-9a-f]{4,6}(?:-[0-9a-f]{4,6})*)$/;

/**
 * Scales pictures into the media store, as many at once as there are cores. The same content is done once, whatever it
 * is called. Answers what was prepared by source, and a fault for each that is missing or no picture.
 */
export async function preparePictures(
  options: PictureOptions,
): Promise<{ prepared: Map<string, PreparedPicture>; faults: CatalogueFault[] }> {
  const prepared = new Map<string, PreparedPicture>();
  const faults: CatalogueFault[] = [];
  const byKey = new Map<string, Promise<PreparedPicture>>();
  const waiting = [...options.pictures].values();
  let done = 0;

  async function work(): Promise<void> {
    for (const [source, line] of waiting) {
      const outcome = await prepareOne(source, options, byKey);
      if (typeof outcome === 'string') faults.push(fault(line, '', outcome, source));
      else prepared.set(source, outcome);
      options.onDone((done += 1));
    }
  }

  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return { prepared, faults: faults.sort((a, b) => a.line - b.line) };
}

async function prepareOne(
  source: string,
  { file, mediaStore }: PictureOptions,
  byKey: Map<string, Promise<PreparedPicture>>,
): Promise<PreparedPicture | 'picture_missing' | 'picture_unreadable'> {
  let bytes: Buffer;
  try {
    bytes = await readFile(pathOf(source, file));
  } catch (error) {
    if (
      ['ENOENT', 'EISDIR', 'EACCES', 'ENOTDIR', 'ENAMETOOLONG'].includes(
        (error as NodeJS.ErrnoException).code ?? '',
      )
    ) {
      return 'picture_missing';
    }
    throw error;
  }
  const key = createHash('sha256').update(RECIPE).update(bytes).digest('hex').slice(0, 32);
  let preparing = byKey.get(key);
  if (preparing === undefined) byKey.set(key, (preparing = storeSizes(key, source, bytes, mediaStore)));
  try {
    return { ...(await preparing), source };
  } catch (error) {
    if (error instanceof UnreadablePicture) return 'picture_unreadable';
    throw error;
  }
}

/** `fluent:1f3a7` is a picture of the package @lobehub/fluent-emoji-3d; anything else is a path. */
function pathOf(source: string, file: string): string {
  const emoji = FLUENT.exec(source)?.[1];
  if (emoji === undefined) return resolve(dirname(file), source);
  const manifest = createRequire(import.meta.url).resolve('@lobehub/fluent-emoji-3d/package.json');
  return resolve(dirname(manifest), 'assets', `${emoji}.webp`);
}

class UnreadablePicture extends Error {}

async function storeSizes(
  key: string,
  source: string,
  bytes: Buffer,
  mediaStore: MediaStore,
): Promise<PreparedPicture> {
  // Loaded here: only an import needs it, and it takes memory for as long as the program runs.
  const { default: sharp } = await import('sharp');
  // Pictures are already done side by side, and none is done twice: more threads and a cache would only take memory.
  sharp.concurrency(1);
  sharp.cache(false);
  const open = () => sharp(bytes, { limitInputPixels: MOST_PIXELS, failOn: 'error' }).autoOrient();
  const original = await faultsOf(async () => open().metadata());
  const { width, height } = original.autoOrient;
  // A plain picture for the web is kept as it is; anything else loses what a camera wrote into it (places, names).
  const isPlainWebp =
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
    const scaled = (isWhole ? largest : undefined) ?? (await faultsOf(() => scale(open(), size)));
    // Sizes beyond the original are the original itself: encoded once, stored under each name.
    if (isWhole) largest = scaled;
    await mediaStore.put(name, scaled);
  }
  return { key, source, width, height };
}

function scale(picture: Sharp, size: { width: number; height: number }): Promise<Buffer> {
  return picture
    .resize({ ...size, fit: 'fill', withoutEnlargement: true })
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
