import type { Clock } from '../../kernel/clock.ts';
import type { Database } from '../database.ts';
import type { Sealing } from '../sealing/index.ts';
import { networksOf } from '../http/client-address.ts';
import { isNoted, noteUntil } from '../budgets/counters.sql.ts';
import { forgetTries, giveTryBack, takeSlowedTry } from './slow-down.sql.ts';

const BACKOFF = {
  free: 5,
  firstWaitSeconds: 30,
  longestWaitSeconds: 3_600,
  memorySeconds: 86_400,
};
/** How long a network from which the customer signed in is told from strangers'. */
const KNOWN_MS = 90 * 86_400_000;

/** A try that was let through. */
export type Try = { readonly isKnownNetwork: boolean; readonly subject: Buffer };

/**
 * Slows down who tries passwords of one account, however many addresses they come from, and never its owner: networks
 * from which the owner signed in are counted by themselves, so a stranger's tries make nobody wait but strangers. The
 * counters are keyed by what the account goes by (a customer's phone), so they say nothing of whether there is one.
 */
export type SlowDown = {
  /** Takes a try at the account. Answers how many seconds to wait where it is too early. */
  take(account: string, clientAddress: string): Promise<{ waitSeconds: number; taken: Try }>;
  /** After a right password: the network is the owner's, and the try was no wrong one. */
  accept(account: string, clientAddress: string, taken: Try): Promise<void>;
  /** A right password alone was no wrong one; it does not make the network the owner's where more is asked for. */
  giveBack(taken: Try): Promise<void>;
  /** The owner is there, by whatever proof. */
  trust(account: string, clientAddress: string): Promise<void>;
};

export function slowDown(deps: { database: Database; sealing: Sealing; clock: Clock }): SlowDown {
  const { database, sealing, clock } = deps;
  const at = (kind: string, account: string, clientAddress: string): Buffer =>
    sealing.lookUpHash(kind, `${account} ${networksOf(clientAddress).subscriber}`);

  async function trust(account: string, clientAddress: string): Promise<void> {
    const until = new Date(clock.now().getTime() + KNOWN_MS);
    await noteUntil(database, at('password-network', account, clientAddress), until);
  }
  // What strangers have tried stays counted: the owner's sign-in must not give them new tries.
  const giveBack = ({ isKnownNetwork, subject }: Try): Promise<void> =>
    isKnownNetwork ? forgetTries(database, subject) : giveTryBack(database, subject);
  return {
    trust,
    giveBack,
    async take(account, clientAddress) {
      const now = clock.now();
      const isKnownNetwork = await isNoted(database, at('password-network', account, clientAddress), now);
      const subject = isKnownNetwork
        ? at('password-try-from-network', account, clientAddress)
        : sealing.lookUpHash('password-try', account);
      return {
        waitSeconds: await takeSlowedTry(database, subject, { ...BACKOFF, now }),
        taken: { isKnownNetwork, subject },
      };
    },
    async accept(account, clientAddress, taken) {
      await Promise.all([trust(account, clientAddress), giveBack(taken)]);
    },
  };
}
