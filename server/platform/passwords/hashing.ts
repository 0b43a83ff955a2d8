import { availableParallelism } from 'node:os';
import type { CustomerId } from '../../kernel/ids.ts';
import { Overloaded } from '../batcher.ts';
import { makeFairQueue, TooManyOfOne, type FairQueueLimits } from '../http/gate/fair-queue.ts';
import { networksOf } from '../http/client-address.ts';

/** Of the six threads that there are for such work (bin/server-command.mjs), one at least stays free for others. */
const CHECKING: FairQueueLimits = {
  running: Math.min(2, availableParallelism()),
  // About two seconds of waiting.
  waiting: 128,
  perKey: { running: 2, waiting: 16 },
};
/** Of one network and its neighbours together, under way and waiting. */
const OF_NEIGHBOURS = 32;
/** A customer who presses twice waits; more at once is nobody's wish. */
const SETTING: FairQueueLimits = { running: 1, waiting: 32, perKey: { running: 1, waiting: 1 } };

/**
 * A hash of a password takes 19 MiB and a thread for a while: without a bound a storm would take all there are. Checking
 * at a sign-in and setting a new one have threads of their own, so that neither waits for the other; sign-ins of different
 * networks, and changes of different customers, are served in turn. Rejects with `Overloaded` where too many are waiting,
 * which is `TooManyOfOne` where they are the caller's own.
 */
export type Hashing = {
  check<T>(clientAddress: string, work: () => Promise<T>): Promise<T>;
  set<T>(customerId: CustomerId, work: () => Promise<T>): Promise<T>;
  /** Whether the next one would be turned away, be it for the caller's own or for everybody's. */
  isCheckingFullFor(clientAddress: string): 'key' | 'all' | undefined;
  isSettingFullFor(customerId: CustomerId): 'key' | 'all' | undefined;
};

export function makeHashing(): Hashing {
  const checking = makeFairQueue(CHECKING);
  const setting = makeFairQueue(SETTING);
  const ofNeighbours = new Map<string, number>();

  const countOf = (neighbours: string): number => ofNeighbours.get(neighbours) ?? 0;
  function leave(neighbours: string): void {
    const left = countOf(neighbours) - 1;
    if (left === 0) ofNeighbours.delete(neighbours);
    else ofNeighbours.set(neighbours, left);
  }

  function isCheckingFullFor(clientAddress: string): 'key' | 'all' | undefined {
    const { subscriber, neighbours } = networksOf(clientAddress);
    // Whoever has a thousand addresses of one network would else have a thousand turns.
    return countOf(neighbours) >= OF_NEIGHBOURS ? 'key' : checking.isFullFor(subscriber);
  }

  return {
    async check(clientAddress, work) {
      // Before it is counted, so that those who are turned away take no place of their neighbours.
      const full = isCheckingFullFor(clientAddress);
      if (full === 'key') throw new TooManyOfOne('too many of one network are waiting');
      if (full === 'all') throw new Overloaded('too many passwords are being checked');
      const { subscriber, neighbours } = networksOf(clientAddress);
      ofNeighbours.set(neighbours, countOf(neighbours) + 1);
      try {
        return await checking.run(subscriber, work);
      } finally {
        leave(neighbours);
      }
    },
    set: (customerId, work) => setting.run(customerId, work),
    isCheckingFullFor,
    isSettingFullFor: (customerId) => setting.isFullFor(customerId),
  };
}
