import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { dirname, resolve } from 'node:path';
import type { MediaStore } from '../../../platform/media-store.ts';
import { storePicture, UnreadablePicture } from '../pictures/store-picture.ts';
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
  if (preparing === undefined) byKey.set(key, (preparing = prepare(key, source, bytes, mediaStore)));
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

async function prepare(
  key: string,
  source: string,
  bytes: Buffer,
  mediaStore: MediaStore,
): Promise<PreparedPicture> {
  const size = await storePicture(key, bytes, mediaStore, { keepsPlain: true });
  return { key, source, ...size };
}
