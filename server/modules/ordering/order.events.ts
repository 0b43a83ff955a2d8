import type { FastifyReply, FastifyRequest } from 'fastify';
import type { CustomerId, OrderNo } from '../../kernel/ids.ts';
import { customerOfOrderNo } from '../../kernel/numbers.ts';
import type { Listener } from '../../platform/listener.ts';

const HEARTBEAT_MS = 25_000;
/** Open streams of one customer at most: a few tabs on a few devices. */
const MAX_STREAMS = 20;

/** Live news of orders, as server-sent events (WHATWG HTML, 9.2). */
export type OrderStreams = {
  /** Sends the present state first: read once the stream is open, so that no change falls in between. */
  open(
    request: FastifyRequest,
    reply: FastifyReply,
    customerId: CustomerId,
    orderNo: OrderNo,
    readState: () => Promise<string | undefined>,
  ): Promise<void>;
  /** False where the customer has too many streams open already. */
  hasRoom(customerId: CustomerId): boolean;
  closeAll(): void;
};

type Stream = {
  customerId: CustomerId;
  orderNo: string;
  send(event: string, data: object): void;
  close(): void;
};

export function makeOrderStreams(listener: Listener): OrderStreams {
  const streams = new Map<CustomerId, Set<Stream>>();
  listener.on('order_changed', (payload) => {
    const [orderNo = '', event = '', state = ''] = payload.split('|');
    const customerId = customerOfOrderNo(orderNo);
    for (const stream of (customerId && streams.get(customerId)) || []) {
      if (stream.orderNo === orderNo) stream.send(event, { orderNo, state });
    }
  });

  return {
    hasRoom: (customerId) => (streams.get(customerId)?.size ?? 0) < MAX_STREAMS,
    async open(request, reply, customerId, orderNo, readState) {
      const stream = startStream(reply, customerId, orderNo);
      const set = streams.get(customerId) ?? new Set();
      streams.set(customerId, set.add(stream));
      request.raw.once('close', () => {
        stream.close();
        set.delete(stream);
        if (set.size === 0) streams.delete(customerId);
      });
      stream.send('state', { orderNo, state: await readState() });
    },
    closeAll() {
      for (const set of streams.values()) for (const stream of set) stream.close();
    },
  };
}

function startStream(reply: FastifyReply, customerId: CustomerId, orderNo: string): Stream {
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'x-accel-buffering': 'no',
    connection: 'keep-alive',
  });
  raw.write('retry: 3000\n\n');
  const heartbeat = setInterval(() => raw.write(': still here\n\n'), HEARTBEAT_MS);
  heartbeat.unref();
  return {
    customerId,
    orderNo,
    send: (event, data) => void raw.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`),
    close() {
      clearInterval(heartbeat);
      raw.end();
    },
  };
}
