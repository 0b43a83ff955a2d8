import { spawn } from 'node:child_process';
import { watch } from 'node:fs';
import { join } from 'node:path';
import { buildPages, isBuilt } from './build-pages.mjs';
import { root } from './places.mjs';
import { SERVER_COMMAND, serverEnvironment } from './server-command.mjs';
import { LaunchRefusal } from './refusal.mjs';

/** One save often changes several files, and a file several times. */
const SETTLES_MS = 200;

/**
 * Runs the shop, again after each change of the server, and builds the pages anew after each change of theirs. Nothing
 * cleverer: what is seen here is what `npm start` runs, and a build takes a few seconds.
 */
export async function develop(node) {
  const server = keepRunning(node);
  const restart = onceSettled(() => server.restart());
  const rebuild = onceSettled(async () => {
    // A build writes some of its sources itself, which is no change.
    if (isBuilt() || !(await tryBuild())) return;
    await server.restart();
  });
  for (const folder of ['server', 'db']) {
    watch(join(root, folder), { recursive: true }, (_, name) => {
      if (/\.(ts|sql)$/.test(name ?? '') && !/\.test\.ts$/.test(name)) restart();
    }).unref();
  }
  for (const folder of ['src', 'words', 'static']) {
    watch(join(root, 'web', folder), { recursive: true }, rebuild).unref();
  }
  await untilToldToStop();
  await server.stop();
  process.exit(0);
}

async function tryBuild() {
  try {
    await buildPages();
    return true;
  } catch (error) {
    if (!(error instanceof LaunchRefusal)) throw error;
    console.error(`ks-order: ${error.message}`);
    return false;
  }
}

function untilToldToStop() {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, resolve);
  });
}

/** Runs `work` once nothing has called for a moment, never twice at a time, and again where something called meanwhile. */
function onceSettled(work) {
  let timer;
  let last = Promise.resolve();
  return () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      last = last.then(work);
    }, SETTLES_MS);
  };
}

/** Keeps one server, and replaces it when asked. One that ends by itself is left until the next change. */
function keepRunning(node) {
  const env = { ...process.env, KS_DEV: '1' };
  const start = () =>
    spawn(node, SERVER_COMMAND, { cwd: root, env: serverEnvironment(env), stdio: 'inherit' });
  let child = start();
  let replacing = Promise.resolve();
  const end = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await ended;
  };
  // A build that is told to stop ends this process at once.
  process.once('exit', () => child.kill('SIGTERM'));
  return {
    restart() {
      replacing = replacing.then(end).then(() => {
        child = start();
      });
      return replacing;
    },
    stop: () => replacing.then(end),
  };
}
