import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** How much may be under way at once. Bytes are those of request bodies, as announced. */
export type InFlightLimits = {
  readonly perSocket: number;
  /** Null: no such limits (load tests). A subscriber's notices are counted apart from what else it sends. */
  readonly perSubscriber: {
    readonly requests: number;
    readonly bodyBytes: number;
    readonly noticeBytes: number;
  } | null;
  readonly perProcess: Amount;
  /** So much of what a process may have is for notices of gateways alone. */
  readonly keptForNotices: Amount;
};

export type Amount = { readonly requests: number; readonly bodyBytes: number };

/** What a request was one too many for. */
export type Crowded = 'socket' | 'subscriber' | 'process';

export type InFlight = {
  /** Counts a request in until its answer is finished or its socket is gone; or says what is full. */
  enter(request: Entering): Crowded | undefined;
  /** Requests under way in this process. */
  count(): number;
};

/** What a request counts as. */
export type Weight = {
  /** Whose it is: `networksOf(address).subscriber`. */
  readonly subscriber: string;
  readonly bodyBytes: number;
  /** Whether it is for the routes by which gateways tell of payments. */
  readonly isNotice: boolean;
};

export type Entering = Weight & { readonly socket: Socket; readonly response: ServerResponse };

type Entry = Weight & { readonly entries: Set<Entry> };
type Share = { requests: number; bodyBytes: number; noticeBytes: number };

/** Counts the requests that are being answered: for each socket, for each subscriber, and for the whole process. */
export function countInFlight(limits: InFlightLimits): InFlight {
  const ofSockets = new WeakMap<Socket, Set<Entry>>();
  const ofSubscribers = new Map<string, Share>();
  const all = { requests: 0, bodyBytes: 0 };

  function add({ subscriber, bodyBytes, isNotice }: Weight, sign: 1 | -1): void {
    all.requests += sign;
    all.bodyBytes += sign * bodyBytes;
    const share = ofSubscribers.get(subscriber) ?? { requests: 0, bodyBytes: 0, noticeBytes: 0 };
    share.requests += sign;
    share[isNotice ? 'noticeBytes' : 'bodyBytes'] += sign * bodyBytes;
    if (share.requests === 0) ofSubscribers.delete(subscriber);
    else ofSubscribers.set(subscriber, share);
  }

  function leave(entry: Entry): void {
    if (entry.entries.delete(entry)) add(entry, -1);
  }

  function entriesOf(socket: Socket): Set<Entry> {
    const known = ofSockets.get(socket);
    if (known !== undefined) return known;
    const entries = new Set<Entry>();
    ofSockets.set(socket, entries);
    // An answer that waits behind another one on its socket is told of nothing when the socket breaks.
    socket.once('close', () => {
      for (const entry of entries) leave(entry);
    });
    return entries;
  }

  function isSubscriberFull({ subscriber, bodyBytes, isNotice }: Weight): boolean {
    const share = ofSubscribers.get(subscriber);
    if (limits.perSubscriber === null || share === undefined) return false;
    if (share.requests >= limits.perSubscriber.requests) return true;
    const kind = isNotice ? 'noticeBytes' : 'bodyBytes';
    return bodyBytes > 0 && share[kind] + bodyBytes > limits.perSubscriber[kind];
  }

  function isProcessFull({ bodyBytes, isNotice }: Weight): boolean {
    const left = (of: keyof Amount): number =>
      limits.perProcess[of] - (isNotice ? 0 : limits.keptForNotices[of]) - all[of];
    return left('requests') <= 0 || (bodyBytes > 0 && bodyBytes > left('bodyBytes'));
  }

  function findCrowded(entering: Entering, onSocket: number): Crowded | undefined {
    if (onSocket >= limits.perSocket) return 'socket';
    if (isSubscriberFull(entering)) return 'subscriber';
    return isProcessFull(entering) ? 'process' : undefined;
  }

  return {
    count: () => all.requests,
    enter(entering) {
      const entries = entriesOf(entering.socket);
      const crowded = findCrowded(entering, entries.size);
      if (crowded !== undefined) return crowded;
      const { subscriber, bodyBytes, isNotice } = entering;
      const entry = { subscriber, bodyBytes, isNotice, entries };
      entries.add(entry);
      add(entry, 1);
      entering.response.on('close', () => leave(entry));
      return undefined;
    },
  };
}
