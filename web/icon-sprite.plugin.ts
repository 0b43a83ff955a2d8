import { icons as lucide, type IconifyJSON } from '@iconify-json/lucide';
import { icons as simpleIcons } from '@iconify-json/simple-icons';
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';
import { ICONS, MARKS } from '#lib/icon/icons.ts';

const SPRITE = fileURLToPath(new URL('./src/lib/icon/sprite.svg', import.meta.url));

/** How lines are drawn, which `Icon.svelte` says for all lines of an icon, by a width of its own. */
const LINES =
  ' fill="none" stroke="currentColor" stroke-linecap="round" stroke-linejoin="round" stroke-width="2"';
/** A mark (Simple Icons, CC0) has the colour of its owner, which is said outside too. */
const AREAS = ' fill="currentColor"';

function symbolOf(id: string, { icons, prefix }: IconifyJSON, name: string, saidOutside: string): string {
  const shapes = icons[name]?.body.replaceAll(saidOutside, '').replace(/^<g>(.*)<\/g>$/, '$1');
  if (shapes === undefined) throw new Error(`${prefix} has no icon of the name ${name}`);
  return `<symbol id="${id}" viewBox="0 0 24 24">${shapes}</symbol>`;
}

export function drawSprite(): string {
  const symbols = [
    ...ICONS.map((name) => symbolOf(name, lucide, name, LINES)),
    ...MARKS.map((name) => symbolOf(`mark-${name}`, simpleIcons, name, AREAS)),
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join('')}</svg>\n`;
}

/** One cached picture for all icons, so that a page carries no script and no repeated shapes for them. */
export function iconSprite(): Plugin {
  return {
    name: 'ks-icon-sprite',
    async buildStart() {
      const sprite = drawSprite();
      const present = await readFile(SPRITE, 'utf8').catch(() => '');
      if (present !== sprite) await writeFile(SPRITE, sprite);
    },
  };
}
