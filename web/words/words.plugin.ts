import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';
import { compileWords } from './compile-words.ts';
import { joinWords, readWordsFiles } from './read-words.ts';

const FAMILIES = fileURLToPath(new URL('../src/lib', import.meta.url));
const COMPILED = `${FAMILIES}/words/compiled`;

/** Leaves alone what has not changed, so that nothing that watches the folder wakes up for it. */
function writeWords(): void {
  const files = compileWords(joinWords(readWordsFiles(FAMILIES)));
  mkdirSync(COMPILED, { recursive: true });
  const there = new Set(readdirSync(COMPILED));
  for (const name of there) if (!files.has(name)) rmSync(`${COMPILED}/${name}`);
  for (const [name, code] of files)
    if (!there.has(name) || readFileSync(`${COMPILED}/${name}`, 'utf8') !== code)
      writeFileSync(`${COMPILED}/${name}`, code);
}

/** Compiles the words of all families before anything asks for them. */
export function words(): Plugin {
  return {
    name: 'ks-words',
    config: writeWords,
    transform: {
      filter: { id: /\/words\/compiled\// },
      // Or the file that names all words would bring every one of them along with what several pages share.
      handler: () => ({ moduleSideEffects: false }),
    },
  };
}
