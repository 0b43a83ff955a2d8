import { createHash } from 'node:crypto';
import { unlinkSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './places.mjs';

/**
 * Lets one start at a time install and build in this checkout; others wait. The lock is a socket that is listened on,
 * which the system closes when the last process that holds it ends, however it ends: `handle` is handed to npm and to the
 * build too, so that one of those that outlives its killed start still keeps others out.
 */
export async function holdLock() {
  const name = lockName();
  for (let told = false; ; told = true) {
    const lock = await tryListen(name);
    if (lock) return lock;
    if (!told) console.log('另一个 npm start 正在安装，请稍候。Another start is installing: waiting for it.');
    await untilReleased(name);
  }
}

/** Linux has names for sockets that are no files and leave nothing behind, and Windows has pipes. */
function lockName() {
  const id = `ks-order-${createHash('sha256').update(root).digest('hex').slice(0, 16)}`;
  if (process.platform === 'linux') return `\0${id}`;
  return process.platform === 'win32' ? `\\\\.\\pipe\\${id}` : join(tmpdir(), `${id}.lock`);
}

function tryListen(name) {
  return new Promise((resolve, reject) => {
    const waiting = new Set();
    const server = createServer((socket) => waiting.add(socket.on('error', () => socket.destroy())));
    server.once('error', (error) => (error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error)));
    server.listen(name, () => {
      // Node tells the number of a socket only here. Where it has none (Windows), children do not get the lock.
      const handle = server._handle.fd >= 0 ? server._handle.fd : undefined;
      const release = () => {
        server.close();
        for (const socket of waiting) socket.destroy();
      };
      resolve({ handle, release });
    });
  });
}

/** Whoever holds the lock never says anything: the connection ends when the lock is free. */
function untilReleased(name) {
  return new Promise((resolve) => {
    const socket = connect(name);
    socket.once('error', (error) => {
      // The file of a socket outlives its holder (not on Linux).
      if (error.code === 'ECONNREFUSED' && !name.startsWith('\0')) unlinkSync(name);
    });
    socket.once('close', resolve);
    socket.resume();
  });
}
