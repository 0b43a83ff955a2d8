import { createHash } from 'node:crypto';
import type { StaffId } from '../../../kernel/actor.ts';
import type { Clock } from '../../../kernel/clock.ts';
import { ok, refuse, type Result } from '../../../kernel/result.ts';
import { inTransaction, type Database } from '../../../platform/database.ts';
import type { UploadQuota, UploadQuotaUsed } from '../../../platform/budgets/upload-quota.ts';
import type { MediaStore } from '../../../platform/media-store.ts';
import { record } from '../../audit/index.ts';
import { actBy, type StaffSession } from '../../staff/index.ts';
import type { Image } from '../catalog.ts';
import { toImage } from '../images.ts';
import { insertUpload } from './media.sql.ts';
import { pictureTypeOf, type PictureType } from './picture-type.ts';
import { storePicture, UnreadablePicture } from './store-picture.ts';

/** What a camera of today makes; larger ones take more memory than a shop may have. */
export const MOST_UPLOAD_BYTES = 15 * 1024 * 1024;
export const MOST_UPLOAD_PIXELS = 60_000_000;
const LONGEST_SIDE = 20_000;
const SMALLEST_SIDE = 16;
/** Part of every key, so that none is that of a picture of a catalogue file: those are never swept. */
const RECIPE = 'upload-webp-82-v1';

export type UploadDeps = {
  readonly database: Database;
  readonly mediaStore: MediaStore;
  readonly clock: Clock;
  readonly quota: UploadQuota;
};

export type UploadRefusal =
  | UploadQuotaUsed
  | { readonly code: 'picture_type_unknown' }
  | { readonly code: 'picture_too_large'; readonly width: number; readonly height: number }
  | { readonly code: 'picture_too_small'; readonly width: number; readonly height: number }
  | { readonly code: 'picture_unreadable' }
  | { readonly code: 'upload_under_way' };

export type Uploaded = { readonly key: string; readonly image: Image };
export type UploadPicture = (
  by: StaffSession,
  bytes: Buffer,
  options: { readonly isSquare: boolean },
) => Promise<Result<Uploaded, UploadRefusal>>;

/**
 * Takes pictures that staff upload: one of a member at a time, and one in this process at a time, since decoding takes memory by
 * its pixels. What a file is its beginning tells, how large its head does, before a pixel is decoded. What is stored is encoded anew
 * out of the pixels alone, so that nothing that was hidden in the file comes along.
 */
export function makeUploads(deps: UploadDeps): UploadPicture {
  const underWay = new Set<StaffId>();
  let last: Promise<unknown> = Promise.resolve();

  return async (by, bytes, options) => {
    if (underWay.has(by.staffId)) return refuse({ code: 'upload_under_way' });
    underWay.add(by.staffId);
    try {
      const taken = await deps.quota.take(by.staffId, bytes.length);
      if (!taken.ok) return taken;
      const mine = last.then(() => upload(deps, by, bytes, options));
      last = mine.catch(() => undefined);
      return await mine;
    } finally {
      underWay.delete(by.staffId);
    }
  };
}

async function upload(
  { database, mediaStore, clock }: UploadDeps,
  by: StaffSession,
  bytes: Buffer,
  { isSquare }: { readonly isSquare: boolean },
): Promise<Result<Uploaded, UploadRefusal>> {
  const type = pictureTypeOf(bytes);
  if (type === undefined) return refuse({ code: 'picture_type_unknown' });
  const refusal = await judgeHead(bytes, type);
  if (refusal !== undefined) return refuse(refusal);
  const key = createHash('sha256')
    .update(`${RECIPE}${isSquare ? '-square' : ''}`)
    .update(bytes)
    .digest('hex')
    .slice(0, 32);
  try {
    const size = await storePicture(key, bytes, mediaStore, { keepsPlain: false, isSquare });
    const at = clock.now();
    await inTransaction(database, async (tx) => {
      await insertUpload(tx, { key, source: `upload.${type}`, ...size }, at);
      // Again, behind the row: the sweep may have taken the files of an earlier upload away since they were looked for.
      await storePicture(key, bytes, mediaStore, { keepsPlain: false, isSquare });
      const subject = { kind: 'picture', id: key };
      await record(tx, [actBy(by, at, { what: 'picture:upload', subject, after: { type, ...size } })]);
    });
    return ok({ key, image: toImage({ key, ...size, hue: 0, alt: '' }, mediaStore, '') });
  } catch (error) {
    if (error instanceof UnreadablePicture) return refuse({ code: 'picture_unreadable' });
    throw error;
  }
}

/** What the head of a file says of the picture: nothing of it is decoded for that. */
async function judgeHead(bytes: Buffer, type: PictureType): Promise<UploadRefusal | undefined> {
  const { default: sharp } = await import('sharp');
  let head: { format?: string; width: number; height: number; compression?: string };
  try {
    head = await sharp(bytes, { limitInputPixels: false }).metadata();
  } catch {
    return { code: 'picture_unreadable' };
  }
  const { width, height, format } = head;
  const isMeant = format === type || (type === 'avif' && format === 'heif');
  if (!isMeant) return { code: 'picture_type_unknown' };
  const isLarge = width > LONGEST_SIDE || height > LONGEST_SIDE || width * height > MOST_UPLOAD_PIXELS;
  if (isLarge) return { code: 'picture_too_large', width, height };
  if (Math.min(width, height) < SMALLEST_SIDE) return { code: 'picture_too_small', width, height };
  return undefined;
}
