import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';
import { ICONS, MARKS } from '#lib/icon/icons.ts';

type IconNode = readonly [tag: string, attributes: Readonly<Record<string, string>>];

const SPRITE = fileURLToPath(new URL('./src/lib/icon/sprite.svg', import.meta.url));

/** The shapes of one icon, read from the package of its Svelte components. */
async function readIcon(name: string): Promise<readonly IconNode[]> {
  const file = fileURLToPath(import.meta.resolve(`@lucide/svelte/icons/${name}`)).replace(/\.js$/, '.svelte');
  const json = /const iconData = (\{.*\});/.exec(await readFile(file, 'utf8'))?.[1];
  if (json === undefined) throw new Error(`${file} holds no icon data`);
  return (JSON.parse(json) as { node: readonly IconNode[] }).node;
}

/** The one shape of a brand's mark (Simple Icons, CC0). */
async function readMark(name: string): Promise<readonly IconNode[]> {
  const file = fileURLToPath(import.meta.resolve(`simple-icons/icons/${name}.svg`));
  const path = /\sd="([^"]+)"/.exec(await readFile(file, 'utf8'))?.[1];
  if (path === undefined) throw new Error(`${file} holds no path`);
  return [['path', { d: path }]];
}

function symbolOf(name: string, nodes: readonly IconNode[]): string {
  const shapes = nodes.map(([tag, attributes]) => {
    const text = Object.entries(attributes).map(([key, value]) => ` ${key}="${value}"`);
    return `<${tag}${text.join('')}/>`;
  });
  return `<symbol id="${name}" viewBox="0 0 24 24">${shapes.join('')}</symbol>`;
}

/** One cached picture for all icons, so that a page carries no script and no repeated shapes for them. */
export function iconSprite(): Plugin {
  return {
    name: 'ks-icon-sprite',
    async buildStart() {
      const symbols = await Promise.all([
        ...ICONS.map(async (name) => symbolOf(name, await readIcon(name))),
        ...MARKS.map(async (name) => symbolOf(`mark-${name}`, await readMark(name))),
      ]);
      const sprite = `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join('')}</svg>\n`;
      const present = await readFile(SPRITE, 'utf8').catch(() => '');
      if (present !== sprite) await writeFile(SPRITE, sprite);
    },
  };
}
