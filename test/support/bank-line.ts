import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestShop } from './test-shop.ts';

/** What stands between a shop and its sandbox bank. */
export type BankLine = {
  /** `open`: calls get through. `dead`: nobody answers. `held`: calls wait until the line is another again. */
  set(mode: 'open' | 'dead' | 'held'): void;
  /** What is being held now, as `POST /payments/P…/closure`. */
  held(): readonly string[];
  /** What has come since this was asked last. */
  takeCalls(): readonly string[];
  close(): void;
};

/** Puts a line between the shop and its sandbox bank that a test can cut and hold. */
export async function holdBankLine(shop: TestShop): Promise<BankLine> {
  const own = shop.own.url;
  let mode: 'open' | 'dead' | 'held' = 'open';
  const calls: string[] = [];
  const waiting = new Map<() => void, string>();

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url!;
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    // Notifications come by the same address, and are no calls of the bank.
    if (path.startsWith('/sandbox-bank/')) {
      const what = `${request.method} ${path.replace('/sandbox-bank', '')}`;
      calls.push(what);
      if (mode === 'held') await new Promise<void>((resolve) => waiting.set(resolve, what));
      if (mode === 'dead' || response.destroyed) return void response.destroy();
    }
    const { host: _host, connection: _connection, ...headers } = request.headers as Record<string, string>;
    const answered = await fetch(`${own}${path}`, {
      method: request.method!,
      headers,
      ...(chunks.length === 0 ? {} : { body: Buffer.concat(chunks) }),
    });
    response.writeHead(answered.status, { 'content-type': 'application/json' });
    response.end(await answered.text());
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  shop.own.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const letGo = (): void => {
    for (const go of waiting.keys()) go();
    waiting.clear();
  };
  return {
    set(next) {
      mode = next;
      if (next !== 'held') letGo();
    },
    held: () => [...waiting.values()],
    takeCalls: () => calls.splice(0),
    close() {
      mode = 'dead';
      letGo();
      shop.own.url = own;
      server.closeAllConnections();
      server.close();
    },
  };
}
