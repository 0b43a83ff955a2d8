import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { findNode, root, writeMark } from './places.mjs';
import { generalRefusal, LaunchRefusal } from './refusal.mjs';
import { runTool } from './run-tool.mjs';
import { startProgress } from './show-progress.mjs';

const web = join(root, 'web');
/** Holds the hash of what the pages were built from; written last, so that a build that was cut short is none. */
const stamp = join(web, 'build', '.built-from');
const NO_SOURCE = new Set(['node_modules', 'build', '.svelte-kit', 'compiled']);

/** Whether the pages are built from the sources as they are now. */
export function isBuilt() {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === hashSources();
}

export async function buildPages(lockHandle) {
  const progress = startProgress('正在构建页面 Building the pages');
  rmSync(stamp, { force: true });
  const env = { ...process.env, NODE_ENV: 'production' };
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const result = await runTool(findNode(), [vite, 'build', 'web'], { env, lockHandle });
  if (result.code !== 0) {
    progress.end(false);
    throw explain(result);
  }
  // Taken after the build, since it writes some files (icons, settings of the words) among its sources.
  writeMark(stamp, hashSources());
  progress.end(true);
}

/** The pages' own files, what they take over from the server, and the versions of all parts. */
function hashSources() {
  const hash = createHash('sha256');
  hash.update(readFileSync(join(root, 'package-lock.json')));
  for (const folder of [web, join(root, 'server', 'kernel')]) addFolder(hash, folder);
  return hash.digest('hex');
}

function addFolder(hash, folder) {
  const entries = readdirSync(folder, { withFileTypes: true }).filter(({ name }) => !NO_SOURCE.has(name));
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) addFolder(hash, path);
    else hash.update(path.slice(root.length)).update(readFileSync(path));
  }
}

function explain({ said, signal }) {
  const general = generalRefusal(said);
  if (general) return general;
  if (signal === 'SIGKILL' || /heap out of memory/.test(said)) {
    return new LaunchRefusal(
      'the machine has too little memory to build the pages. Free about 1 GB, then run npm start again.',
    );
  }
  console.error(said.trimEnd().split('\n').slice(-30).join('\n'));
  return new LaunchRefusal(
    'the pages could not be built: see above. Undo changes in web/ (git status shows them) or repair them, then run npm start again.',
  );
}
