import type { MediaStore } from '../../platform/media-store.ts';
import type { Image } from './catalog.ts';

/** A picture as a product or category row carries it: `width` and `height` are the original's, in pixels. */
export type StoredImage = {
  readonly key: string;
  readonly width: number;
  readonly height: number;
  readonly hue: number;
  readonly alt: string;
  /** Left out where only Chinese was written: then the English name of the product stands for it. */
  readonly altEn?: string;
};

/** The widths that every picture is kept in; pages choose by `srcset`. The middle one is `Image.url`. */
export const IMAGE_WIDTHS = [160, 640, 1280] as const;
export type ImageWidth = (typeof IMAGE_WIDTHS)[number];

export function mediaName(key: string, width: ImageWidth): string {
  return `${key}-${width}.webp`;
}

/** How large the copy for `width` really is, in pixels: a small original is never enlarged. */
export function sizeWithin(
  original: { width: number; height: number },
  width: ImageWidth,
): { width: number; height: number } {
  const within = Math.min(width, original.width);
  return { width: within, height: Math.max(1, Math.round((original.height * within) / original.width)) };
}

export function toImage(stored: StoredImage, mediaStore: MediaStore, alt: string): Image {
  const sizes = IMAGE_WIDTHS.map((width) => ({
    url: mediaStore.url(mediaName(stored.key, width)),
    ...sizeWithin(stored, width),
  }));
  return { ...sizes[1]!, alt, hue: stored.hue, sizes };
}
