import { spawn } from 'node:child_process';
import { watch } from 'node:fs';
import { join } from 'node:path';
import { forgetBuild, viteBuild } from './build-pages.mjs';
import { root } from './places.mjs';

/** One save often changes several files, and a file several times. */
const SETTLES_MS = 200;

/** Runs the shop, again after each change of the server, and builds the pages anew after each change of theirs. */
export async function develop(node) {
  // The build that is watched is not the one that `npm start` would take for finished.
  forgetBuild();
  const server = keepRunning(() =>
    spawn(node, ['server/main.ts'], { cwd: root, env: { ...process.env, KS_DEV: '1' }, stdio: 'inherit' }),
  );
  const pages = spawn(node, [...viteBuild, '--watch'], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  pages.stdout.setEncoding('utf8').on('data', (text) => {
    process.stdout.write(text);
    if (/^built in|✔ done/m.test(text)) server.restartSoon();
  });
  for (const folder of ['server', 'db']) {
    watch(join(root, folder), { recursive: true }, (_, name) => {
      if (/\.(ts|sql)$/.test(name ?? '') && !/\.test\.ts$/.test(name)) server.restartSoon();
    }).unref();
  }
  await untilToldToStop();
  pages.kill('SIGTERM');
  await server.stop();
  return 0;
}

function untilToldToStop() {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, resolve);
  });
}

/** Keeps one process running, and replaces it when asked. One that ends by itself is left until the next change. */
function keepRunning(start) {
  let child = start();
  let timer;
  let replacing = Promise.resolve();
  const end = async () => {
    clearTimeout(timer);
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await ended;
  };
  return {
    restartSoon() {
      clearTimeout(timer);
      timer = setTimeout(() => {
        replacing = replacing.then(end).then(() => {
          child = start();
        });
      }, SETTLES_MS);
    },
    stop: () => replacing.then(end),
  };
}
