import Fastify from 'fastify';
import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { openEventStream } from '../server/platform/http/event-stream.ts';

type Peer = { send(data: object): void; isGone(): boolean };
type SseReply = {
  sse: {
    readonly isConnected: boolean;
    keepAlive(): void;
    send(message: { event: string; data: object }): Promise<void>;
  };
};

const NEWS = 20_000;
const LONG = 'x'.repeat(8_000);

/** How much a stream holds for a peer that asks for it and then reads nothing of 160 MB, ours and the plugin's, in MB. */
export async function holdForSilentPeer(
  load: <Module>(name: string) => Module,
): Promise<Record<string, string>> {
  let peer: Peer | undefined;
  const app = Fastify();
  await app.register(load<never>('@fastify/sse'));
  app.get('/ours', (_request, reply) => {
    const stream = openEventStream(reply);
    stream.start();
    peer = { send: (data) => stream.send('news', data), isGone: () => stream.isGone() };
  });
  app.get('/plugin', { sse: { kind: 'manual' } } as object, async (_request, reply) => {
    const { sse } = reply as unknown as SseReply;
    sse.keepAlive();
    await sse.send({ event: 'state', data: {} });
    // Whoever tells news to many does not wait for one of them.
    const send = (data: object): void => void sse.send({ event: 'news', data }).catch(() => undefined);
    peer = { send, isGone: () => !sse.isConnected };
  });
  await app.listen({ port: 0 });
  const held: Record<string, string> = {};
  for (const [path, name] of Object.entries({ ours: 'ours', plugin: '@fastify/sse' })) {
    const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(`GET /${path} HTTP/1.1\r\nhost: localhost\r\n\r\n`);
    await once(socket, 'data');
    socket.pause();
    const before = process.memoryUsage();
    for (let index = 0; index < NEWS && !peer!.isGone(); index += 1) {
      peer!.send({ long: LONG });
      if (index % 50 === 0) await turn();
    }
    const after = process.memoryUsage();
    const bytes = after.heapUsed + after.external - before.heapUsed - before.external;
    held[name] = `${Math.max(0, bytes / 1e6).toFixed(0)} MB${peer!.isGone() ? ', cut off' : ''}`;
    socket.destroy();
  }
  return held;
}
