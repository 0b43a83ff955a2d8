import type { FastifyReply } from 'fastify';
import type { CustomerId, OrderNo } from '../../kernel/ids.ts';
import { customerOfOrderNo } from '../../kernel/numbers.ts';
import { openEventStream, type EventStream } from '../../platform/http/event-stream.ts';
import type { Listener } from '../../platform/listener.ts';

const BEAT_MS = 25_000;
/** Open streams of one customer at most: a few tabs on a few devices. */
const MAX_STREAMS = 20;
const RETRY_AFTER_SECONDS = 30;

/** Who is told of which order, and by which session: nobody is told anything after it has ended. */
export type Follower = {
  readonly sessionId: string;
  readonly customerId: CustomerId;
  readonly orderNo: OrderNo;
};

export type StreamRefusal =
  | { readonly code: 'too_many_requests'; readonly retryAfterSeconds: number }
  | { readonly code: 'order_not_found' }
  | { readonly code: 'no_session' };

/** Live news of orders. */
export type OrderStreams = {
  /**
   * Answers by a stream that tells the present state first. The place of a stream is taken before anything is waited for
   * and given back when its peer has gone, whenever that was. Answers a refusal where there is no stream.
   */
  open(
    reply: FastifyReply,
    follower: Follower,
    readState: () => Promise<string | undefined>,
  ): Promise<StreamRefusal | undefined>;
  /** Ends the streams whose session has ended or run out, wherever that was. Runs by itself as well. */
  endWithSessions(): Promise<void>;
  /** How many are open in this process. */
  count(): number;
  closeAll(): void;
};

export type StreamDeps = {
  readonly listener: Listener;
  /** Which of these sessions are live now, by their ids; asked of the database, never of what was believed before. */
  findLiveSessions(
    sessions: readonly { customerId: CustomerId; sessionId: string }[],
  ): Promise<ReadonlySet<string>>;
  readonly log: { warn(details: object, message: string): void };
};

type Stream = Follower & {
  readonly peer: EventStream;
  /** What there is to tell, one after the other; the opening is the first. */
  told: Promise<undefined>;
};

export function makeOrderStreams(deps: StreamDeps): OrderStreams {
  const kept = keepStreams();
  const { endOf, tell } = endAndTell(deps, kept);
  const beat = setInterval(() => {
    for (const stream of kept.all()) stream.peer.beat();
    endOf(kept.all()).catch((error: unknown) =>
      deps.log.warn({ err: error }, 'sessions could not be looked up'),
    );
  }, BEAT_MS);
  beat.unref();
  const deafen = [
    deps.listener.on('order_changed', (payload) => {
      const [orderNo = '', event = '', state = ''] = payload.split('|');
      const followers = kept.of(customerOfOrderNo(orderNo)).filter((stream) => stream.orderNo === orderNo);
      tell(followers, event, { orderNo, state });
    }),
    deps.listener.on('session_ended', (sessionId) => {
      // A hint to look: also sessions that only changed are told of.
      const streams = kept.all().filter((stream) => stream.sessionId === sessionId);
      endOf(streams).catch(() => streams.forEach(kept.end));
    }),
  ];
  let isClosed = false;

  return {
    async open(reply, follower, readState) {
      if (!kept.hasRoom(follower.customerId))
        return { code: 'too_many_requests', retryAfterSeconds: RETRY_AFTER_SECONDS };
      const opening = Promise.withResolvers<undefined>();
      const stream: Stream = { ...follower, peer: openEventStream(reply), told: opening.promise };
      kept.add(stream);
      const refusal = await startStream(deps, stream, readState).catch((error: unknown) => {
        kept.drop(stream);
        throw error;
      });
      if (refusal !== undefined) kept.drop(stream);
      else if (isClosed || stream.peer.isGone()) kept.end(stream);
      else opening.resolve(undefined);
      return refusal;
    },
    endWithSessions: () => endOf(kept.all()),
    count: () => kept.all().length,
    closeAll() {
      isClosed = true;
      clearInterval(beat);
      for (const stop of deafen) stop();
      kept.all().forEach(kept.end);
    },
  };
}

/** The state is read after the stream has its place, so that no change falls in between. */
async function startStream(
  { findLiveSessions }: StreamDeps,
  stream: Stream,
  readState: () => Promise<string | undefined>,
): Promise<StreamRefusal | undefined> {
  const { orderNo, sessionId, peer } = stream;
  const [state, live] = await Promise.all([readState(), findLiveSessions([stream])]);
  if (state === undefined) return { code: 'order_not_found' };
  if (!live.has(sessionId)) return { code: 'no_session' };
  peer.start();
  peer.send('state', { orderNo, state });
  return undefined;
}

function endAndTell({ findLiveSessions }: StreamDeps, kept: KeptStreams) {
  return {
    /** Ends those of the streams whose session is over. */
    async endOf(streams: readonly Stream[]): Promise<void> {
      for (const stream of streams) if (stream.peer.isGone()) kept.drop(stream);
      const live = streams.length === 0 ? new Set() : await findLiveSessions(streams);
      for (const stream of streams) if (!live.has(stream.sessionId)) kept.end(stream);
    },
    tell(streams: readonly Stream[], event: string, data: object): void {
      if (streams.length === 0) return;
      // Looked up for each news: what a session may not know any more is not told to it, however it was ended.
      const live = findLiveSessions(streams);
      // A stream that is still opening looks at it later; until then a failure is nobody's.
      live.catch(() => undefined);
      const tellOne = async (stream: Stream): Promise<undefined> => {
        if ((await live).has(stream.sessionId)) stream.peer.send(event, data);
        else kept.end(stream);
      };
      for (const stream of streams) {
        // The browser comes back and reads the state anew, which is better than a stream that has missed something.
        stream.told = stream.told
          .then(() => tellOne(stream))
          .catch(() => {
            kept.end(stream);
            return undefined;
          });
      }
    },
  };
}

type KeptStreams = ReturnType<typeof keepStreams>;

/** The streams that are open, by customer. */
function keepStreams() {
  const byCustomer = new Map<CustomerId, Set<Stream>>();

  function drop(stream: Stream): void {
    const set = byCustomer.get(stream.customerId);
    set?.delete(stream);
    if (set?.size === 0) byCustomer.delete(stream.customerId);
  }

  return {
    drop,
    end(stream: Stream): void {
      drop(stream);
      stream.peer.end();
    },
    add(stream: Stream): void {
      const set = byCustomer.get(stream.customerId) ?? new Set();
      byCustomer.set(stream.customerId, set.add(stream));
      stream.peer.onGone(() => drop(stream));
    },
    /** Places of peers that have gone unnoticed are given back first. */
    hasRoom(customerId: CustomerId): boolean {
      const set = byCustomer.get(customerId);
      if (set === undefined || set.size < MAX_STREAMS) return true;
      for (const stream of set) if (stream.peer.isGone()) drop(stream);
      return set.size < MAX_STREAMS;
    },
    of: (customerId: CustomerId | undefined): Stream[] => [
      ...((customerId && byCustomer.get(customerId)) || []),
    ],
    all: (): Stream[] => [...byCustomer.values()].flatMap((set) => [...set]),
  };
}
