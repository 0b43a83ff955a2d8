import type { Image } from '#server/modules/catalog/index.ts';

const STEP = 5;
/** The warm grey of the shop, for what has no picture. */
const PLAIN_HUE = 80;

/** The hue of a picture's ground as a class, in steps of five: the content policy allows no style attributes. */
export function hueClass(image: Pick<Image, 'hue'> | null | undefined): string {
  const hue = Math.round((image?.hue ?? PLAIN_HUE) / STEP) * STEP;
  return `hue-${((hue % 360) + 360) % 360}`;
}

/** Tells pictures apart: the same cut-out on another ground is another picture. */
export function pictureKey(image: Pick<Image, 'url' | 'hue'>): string {
  return `${image.url} ${image.hue}`;
}
