import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Networks } from '../client-address.ts';

/** How much may be under way at once. Bytes are those of request bodies, as announced. */
export type InFlightLimits = {
  readonly perSocket: number;
  /** Null: no such limits (load tests). */
  readonly perSubscriber: Readonly<Share> | null;
  readonly perNeighbours: Readonly<Share> | null;
  readonly perProcess: Amount;
  /** So much of what a process may have is for notices of gateways alone. */
  readonly keptForNotices: Amount;
};

export type Amount = { readonly requests: number; readonly bodyBytes: number };

/** What a request was one too many for. */
export type Crowded = 'socket' | 'network' | 'process';

export type InFlight = {
  /** Counts a request in until its answer is finished or its socket is gone; or says what is full. */
  enter(request: Entering): Crowded | undefined;
  /** Requests under way in this process. */
  count(): number;
};

/** What a request counts as. */
export type Weight = {
  /** Whose it is. */
  readonly networks: Networks;
  readonly bodyBytes: number;
  /** Whether it is for the routes by which gateways tell of payments. */
  readonly isNotice: boolean;
};

export type Entering = Weight & { readonly socket: Socket; readonly response: ServerResponse };

type Entry = Weight & { readonly entries: Set<Entry> };
/** Notices are counted apart from what else is sent. */
type Share = { requests: number; bodyBytes: number; noticeBytes: number };

/** Counts the requests that are being answered: for each socket, for each subscriber and its neighbours, and for the whole process. */
export function countInFlight(limits: InFlightLimits): InFlight {
  const ofSockets = new WeakMap<Socket, Set<Entry>>();
  const ofSubscribers = countShares(limits.perSubscriber);
  const ofNeighbours = countShares(limits.perNeighbours);
  const all = { requests: 0, bodyBytes: 0 };

  function add(weight: Weight, sign: 1 | -1): void {
    all.requests += sign;
    all.bodyBytes += sign * weight.bodyBytes;
    ofSubscribers.add(weight.networks.subscriber, weight, sign);
    ofNeighbours.add(weight.networks.neighbours, weight, sign);
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

  function isNetworkFull(weight: Weight): boolean {
    const { subscriber, neighbours } = weight.networks;
    return ofSubscribers.isFull(subscriber, weight) || ofNeighbours.isFull(neighbours, weight);
  }

  function isProcessFull({ bodyBytes, isNotice }: Weight): boolean {
    const left = (of: keyof Amount): number =>
      limits.perProcess[of] - (isNotice ? 0 : limits.keptForNotices[of]) - all[of];
    return left('requests') <= 0 || (bodyBytes > 0 && bodyBytes > left('bodyBytes'));
  }

  function findCrowded(entering: Entering, onSocket: number): Crowded | undefined {
    if (onSocket >= limits.perSocket) return 'socket';
    if (isNetworkFull(entering)) return 'network';
    return isProcessFull(entering) ? 'process' : undefined;
  }

  return {
    count: () => all.requests,
    enter(entering) {
      const entries = entriesOf(entering.socket);
      const crowded = findCrowded(entering, entries.size);
      if (crowded !== undefined) return crowded;
      const { networks, bodyBytes, isNotice } = entering;
      const entry = { networks, bodyBytes, isNotice, entries };
      entries.add(entry);
      add(entry, 1);
      entering.response.on('close', () => leave(entry));
      return undefined;
    },
  };
}

type Shares = {
  add(network: string, weight: Weight, sign: 1 | -1): void;
  isFull(network: string, weight: Weight): boolean;
};

/** What each network has under way. One that has nothing leaves nothing behind. */
function countShares(most: Readonly<Share> | null): Shares {
  const shares = new Map<string, Share>();
  const kindOf = ({ isNotice }: Weight): 'noticeBytes' | 'bodyBytes' =>
    isNotice ? 'noticeBytes' : 'bodyBytes';
  return {
    add(network, weight, sign) {
      const share = shares.get(network) ?? { requests: 0, bodyBytes: 0, noticeBytes: 0 };
      share.requests += sign;
      share[kindOf(weight)] += sign * weight.bodyBytes;
      if (share.requests === 0) shares.delete(network);
      else shares.set(network, share);
    },
    isFull(network, weight) {
      const share = shares.get(network);
      if (most === null || share === undefined) return false;
      if (share.requests >= most.requests) return true;
      const kind = kindOf(weight);
      return weight.bodyBytes > 0 && share[kind] + weight.bodyBytes > most[kind];
    },
  };
}
