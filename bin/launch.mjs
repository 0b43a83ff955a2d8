import { readFileSync } from 'node:fs';
import { develop } from './develop.mjs';
import { prepare } from './prepare.mjs';
import { LaunchRefusal } from './refusal.mjs';
import { runServer } from './run-server.mjs';

/** Installs and builds what is missing, then runs the shop until it ends, with the exit code that it ends by. */
export async function launch({ dev }) {
  stopWithNpm();
  try {
    const node = await prepare();
    process.exitCode = dev ? await develop(node) : await runServer(node);
  } catch (error) {
    if (!(error instanceof LaunchRefusal)) throw error;
    console.error(`ks-order: ${error.message}`);
    process.exitCode = 1;
  }
}

/**
 * npm runs us by a shell. When npm is ended, the shell may stay or go, but where it does not step aside for us (dash),
 * nobody tells us, and we would live on. What shows it is that one of those two has another parent then.
 */
function stopWithNpm() {
  if (process.env['npm_lifecycle_event'] === undefined || process.platform === 'win32') return;
  const ancestors = listAncestors();
  const timer = setInterval(() => {
    if (listAncestors() === ancestors) return;
    clearInterval(timer);
    process.kill(process.pid, 'SIGTERM');
  }, 200);
  timer.unref();
}

/** Our parent, and where that is a mere shell, its parent, which is npm. Only Linux tells the second, and only there it counts. */
function listAncestors() {
  const parent = process.ppid;
  if (process.platform !== 'linux') return String(parent);
  try {
    const [, name, grandparent] =
      readFileSync(`/proc/${parent}/stat`, 'utf8').match(/\((.*)\) \S+ (\d+)/) ?? [];
    return /^(da|ba|a)?sh$/.test(name) ? `${parent} ${grandparent}` : String(parent);
  } catch {
    // The parent went away while it was asked for.
    return String(process.ppid);
  }
}
