/**
 * Two attackers in a process of their own, for a bounded time, against a shop of this machine:
 * one opens sockets, sends tens of thousands of requests for pages at once and reads none of the answers, again and again;
 * one asks for the cart of a visitor whose cookie holds a hundred lines, 78 times a second.
 * Each comes from a loopback address of its own. Run as: node flood-pages.script.ts PORT SECONDS SKU_IDS (all | carts)
 */
import { Agent, get } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

const [port = 0, seconds = 0] = process.argv.slice(2, 4).map(Number);
const skuIds = (process.argv[4] ?? '').split(',');
const onlyCarts = process.argv[5] === 'carts';
const endsAt = performance.now() + seconds * 1_000;
const goesOn = (): boolean => performance.now() < endsAt;

const UNREAD = { address: '127.0.0.2', sockets: 3, requests: 30_000 };
const MANY_SOCKETS = { address: '127.0.0.4', sockets: 800, requests: 100 };
const CARTS = { address: '127.0.0.3', everyMs: 1_000 / 78 };

/** Sends without ever reading, and opens the next socket when this one is ended from the other side. */
async function sendUnread({ address, requests }: { address: string; requests: number }): Promise<void> {
  const flood = Buffer.from('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(requests));
  const sockets: Socket[] = [];
  while (goesOn()) {
    await new Promise<void>((resolve) => {
      const socket = connect({ port, host: '127.0.0.1', localAddress: address });
      sockets.push(socket);
      socket.pause();
      socket.on('error', () => undefined);
      socket.on('close', () => resolve());
      socket.write(flood);
      setTimeout(() => socket.destroy(), Math.max(0, endsAt - performance.now()));
    });
    await pause(5);
  }
  for (const socket of sockets) socket.destroy();
}

const answers: Record<string, number> = {};

async function askForCarts(): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 100, localAddress: CARTS.address });
  const cookie = `ks_cart=${skuIds.map((skuId) => `${skuId}:1`).join('.')}`;
  while (goesOn()) {
    const request = get(
      { port, host: '127.0.0.1', path: '/cart', agent, headers: { cookie } },
      (response) => {
        answers[response.statusCode!] = (answers[response.statusCode!] ?? 0) + 1;
        response.resume();
      },
    );
    request.on('error', () => (answers['broken'] = (answers['broken'] ?? 0) + 1));
    await pause(CARTS.everyMs);
  }
  agent.destroy();
}

const times = (count: number, work: () => Promise<void>): Promise<void>[] =>
  Array.from({ length: count }, work);
await Promise.all([
  ...(onlyCarts ? [] : times(UNREAD.sockets, () => sendUnread(UNREAD))),
  ...(onlyCarts ? [] : times(MANY_SOCKETS.sockets, () => sendUnread(MANY_SOCKETS))),
  askForCarts(),
]);
process.stdout.write(`${JSON.stringify(answers)}\n`);
process.exit(0);
