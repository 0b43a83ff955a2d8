import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** How much may be under way at once. `perAddress` null: no such limit (load tests). */
export type InFlightLimits = {
  readonly perSocket: number;
  readonly perAddress: number | null;
  readonly perProcess: number;
  /** Bytes of request bodies, as announced, of all requests together. */
  readonly bodyBytes: number;
};

/** What a request was one too many for. */
export type Crowded = 'socket' | 'address' | 'process';

export type InFlight = {
  /** Counts a request in until its answer is finished or its socket is gone; or says what is full. */
  enter(request: Entering): Crowded | undefined;
  /** Requests under way in this process. */
  count(): number;
};

export type Entering = {
  readonly socket: Socket;
  readonly response: ServerResponse;
  readonly address: string;
  readonly bodyBytes: number;
};

type Entry = { readonly address: string; readonly bodyBytes: number; readonly entries: Set<Entry> };

/** Counts the requests that are being answered: for each socket, for each address, and for the whole process. */
export function countInFlight(limits: InFlightLimits): InFlight {
  const ofSockets = new WeakMap<Socket, Set<Entry>>();
  const ofAddresses = new Map<string, number>();
  let count = 0;
  let bodyBytes = 0;

  function leave(entry: Entry): void {
    if (!entry.entries.delete(entry)) return;
    count -= 1;
    bodyBytes -= entry.bodyBytes;
    const left = ofAddresses.get(entry.address)! - 1;
    if (left === 0) ofAddresses.delete(entry.address);
    else ofAddresses.set(entry.address, left);
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

  function findCrowded({ address, bodyBytes: more }: Entering, onSocket: number): Crowded | undefined {
    if (onSocket >= limits.perSocket) return 'socket';
    if (limits.perAddress !== null && (ofAddresses.get(address) ?? 0) >= limits.perAddress) return 'address';
    return count >= limits.perProcess || bodyBytes + more > limits.bodyBytes ? 'process' : undefined;
  }

  return {
    count: () => count,
    enter(entering) {
      const entries = entriesOf(entering.socket);
      const crowded = findCrowded(entering, entries.size);
      if (crowded !== undefined) return crowded;
      const entry = { address: entering.address, bodyBytes: entering.bodyBytes, entries };
      entries.add(entry);
      count += 1;
      bodyBytes += entry.bodyBytes;
      ofAddresses.set(entry.address, (ofAddresses.get(entry.address) ?? 0) + 1);
      entering.response.on('close', () => leave(entry));
      return undefined;
    },
  };
}
