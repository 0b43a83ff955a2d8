import type { FastifyReply } from 'fastify';
import { finished } from 'node:stream';

/** What may wait to be taken by a peer, in bytes. News are a hundred; whoever leaves so many lying does not read. */
const MAX_WAITING_BYTES = 64 * 1024;

/** One peer that is told news as server-sent events (WHATWG HTML, 9.2). */
export type EventStream = {
  /** Whether nobody is there any more. True as well where the peer went before anything was sent. */
  isGone(): boolean;
  /** Calls `forget` once when the peer has gone or the stream has ended, also where that has happened already. */
  onGone(forget: () => void): void;
  /** Takes the answer over from Fastify and sends its head. */
  start(): void;
  send(event: string, data: object): void;
  /** Keeps proxies from closing what looks idle. To be called every now and then. */
  beat(): void;
  /** One that was not started yet ends as soon as it is. */
  end(): void;
};

/**
 * The stream that a request is answered by. What a peer does not read is bounded: one that lets 64 KB wait is cut off,
 * since a browser comes back by itself and is told the present state first.
 */
export function openEventStream(reply: FastifyReply): EventStream {
  const { raw: response } = reply;
  const { socket } = reply.request.raw;
  let isStarted = false;
  let isToEnd = false;

  function write(text: string): void {
    if (response.destroyed || response.writableEnded) return;
    response.write(text);
    // Ended by its connection, since what waits could not be sent before an orderly end either.
    if (response.writableLength > MAX_WAITING_BYTES) socket.destroy();
  }

  return {
    // Not the answer alone: one that stands behind another on its connection is never told that the connection broke.
    isGone: () => socket.destroyed || response.destroyed || response.writableEnded,
    onGone: (forget) => void finished(response, () => forget()),
    start() {
      reply.hijack();
      isStarted = true;
      if (response.destroyed) return;
      response.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        'x-accel-buffering': 'no',
        connection: 'keep-alive',
      });
      write('retry: 3000\n\n');
      if (isToEnd) response.end();
    },
    send: (event, data) => write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`),
    beat: () => write(': still here\n\n'),
    end() {
      isToEnd = true;
      if (!isStarted) return;
      // A peer that has let something lie would keep its connection for as long as it likes.
      if (response.writableNeedDrain) socket.destroy();
      else response.end();
    },
  };
}
