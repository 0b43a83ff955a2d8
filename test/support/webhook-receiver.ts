import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Received = {
  readonly heads: Record<string, string>;
  readonly body: string;
  readonly path: string;
};

/** How a message is answered; 'never': the connection is left open. */
type Answering = number | 'never';

/** A program of a merchant's on this machine that is told of events. */
export type WebhookReceiver = {
  readonly port: number;
  readonly url: string;
  readonly received: readonly Received[];
  answer(how: Answering): void;
  stop(): Promise<void>;
};

export async function openWebhookReceiver(): Promise<WebhookReceiver> {
  const received: Received[] = [];
  let answering: Answering = 204;
  const server: Server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      received.push({ heads: plain(request.headers), body, path: request.url ?? '' });
      if (answering !== 'never') response.writeHead(answering, { 'x-answered-by': 'a test' }).end('thanks');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://127.0.0.1:${port}/events`,
    received,
    answer: (how) => void (answering = how),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function plain(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}
