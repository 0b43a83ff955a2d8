import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';

/** Where an import leads, and whether it brings types alone. */
type Import = { readonly from: string; readonly to: string; readonly isType: boolean };
export type Arrow = { readonly from: string; readonly to: string; readonly isType: boolean };

const IMPORT = /^(?:import|export) (type )?(?:[^'";]*? from )?'(\.[^']+)';/gms;

/** Which room a file of the server stands in: a module, or the floor that all modules stand on, or the program above them. */
export function roomOf(path: string): string {
  const [first, second] = path.split('/') as [string, string?];
  if (first === 'modules') return second!;
  return first === 'kernel' || first === 'platform' ? first : 'program';
}

/** Every import between files of this folder, by their paths in it. */
async function readImports(folder: string): Promise<Import[]> {
  const names = await readdir(folder, { recursive: true });
  const files = names
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));
  const read = files.map(async (from) => {
    const text = await readFile(join(folder, from), 'utf8');
    return [...text.matchAll(IMPORT)].map(([statement, isType, to]) => ({
      from,
      to: normalize(join(dirname(from), to!)),
      // `import { type A, type B }` brings nothing but types either.
      isType: isType !== undefined || /^import \{(?:\s*type [\w ]+,?)+\s*\}/.test(statement),
    }));
  });
  return (await Promise.all(read)).flat().filter(({ to }) => !to.startsWith('..'));
}

/** One arrow between two rooms, dashed where types alone go along it. */
export async function findArrows(folder: string): Promise<readonly Arrow[]> {
  const arrows = new Map<string, Arrow>();
  for (const { from, to, isType } of await readImports(folder)) {
    const arrow = { from: roomOf(from), to: roomOf(to), isType };
    if (arrow.from === arrow.to) continue;
    const key = `${arrow.from} ${arrow.to}`;
    const known = arrows.get(key);
    arrows.set(key, { ...arrow, isType: isType && (known?.isType ?? true) });
  }
  return [...arrows.values()].toSorted((a, b) => (`${a.from} ${a.to}` < `${b.from} ${b.to}` ? -1 : 1));
}

/** Rooms from the ground up, so that every arrow leads down; undefined where some run in a circle. */
export function stackRooms(arrows: readonly Arrow[]): string[] | undefined {
  const rooms = new Set(arrows.flatMap(({ from, to }) => [from, to]));
  const stacked: string[] = [];
  while (rooms.size > 0) {
    const free = [...rooms].filter((room) =>
      arrows.every(({ from, to }) => from !== room || stacked.includes(to)),
    );
    if (free.length === 0) return undefined;
    for (const room of free.toSorted()) {
      rooms.delete(room);
      stacked.push(room);
    }
  }
  return stacked;
}

/** docs/imports.md. Throws where rooms import each other in a circle. */
export function drawImports(arrows: readonly Arrow[]): string {
  const rooms = stackRooms(arrows);
  if (rooms === undefined) throw new Error('some rooms import each other in a circle');
  const floor = ['kernel', 'platform'];
  const drawn = arrows.filter(({ to }) => !floor.includes(to));
  const lines = drawn.map(({ from, to, isType }) => `  ${from} ${isType ? '-.->' : '-->'} ${to}`);
  return `# Which way imports run

Made from the code by \`docs/generate-docs.ts\`; a test fails where an arrow runs back up, types included. Every room stands on
\`platform\`, and that on \`kernel\`: their arrows are left out. A dashed arrow brings types alone. \`program\` is what stands right
in \`server/\`, with the demo shop. What else is held, file by file: [.dependency-cruiser.mjs](../.dependency-cruiser.mjs).

\`\`\`mermaid
flowchart TD
${lines.join('\n')}
\`\`\`

From the ground up: ${rooms.map((room) => `\`${room}\``).join(' ')}.
`;
}
