import type { Clock } from '../../kernel/clock.ts';
import type { Database } from '../database.ts';
import type { Sealing } from '../sealing/index.ts';
import { networksOf } from '../http/client-address.ts';
import { isNoted, noteUntil } from '../budgets/counters.sql.ts';
import type { Mobile } from '../../kernel/phone.ts';
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
 * counters are keyed by the phone, so they say nothing of whether it is a customer's.
 */
export type SlowDown = {
  /** Takes a try at the account. Answers how many seconds to wait where it is too early. */
  take(phone: Mobile, clientAddress: string): Promise<{ waitSeconds: number; taken: Try }>;
  /** After a right password: the network is the owner's, and the try was no wrong one. */
  accept(phone: Mobile, clientAddress: string, taken: Try): Promise<void>;
  /** The owner is there, by whatever proof. */
  trust(phone: Mobile, clientAddress: string): Promise<void>;
};

export function slowDown(deps: { database: Database; sealing: Sealing; clock: Clock }): SlowDown {
  const { database, sealing, clock } = deps;
  const at = (kind: string, phone: Mobile, clientAddress: string): Buffer =>
    sealing.lookUpHash(kind, `${phone} ${networksOf(clientAddress).subscriber}`);

  async function trust(phone: Mobile, clientAddress: string): Promise<void> {
    const until = new Date(clock.now().getTime() + KNOWN_MS);
    await noteUntil(database, at('password-network', phone, clientAddress), until);
  }
  return {
    trust,
    async take(phone, clientAddress) {
      const now = clock.now();
      const isKnownNetwork = await isNoted(database, at('password-network', phone, clientAddress), now);
      const subject = isKnownNetwork
        ? at('password-try-from-network', phone, clientAddress)
        : sealing.lookUpHash('password-try', phone);
      return {
        waitSeconds: await takeSlowedTry(database, subject, { ...BACKOFF, now }),
        taken: { isKnownNetwork, subject },
      };
    },
    async accept(phone, clientAddress, { isKnownNetwork, subject }) {
      await Promise.all([
        trust(phone, clientAddress),
        // What strangers have tried stays counted: the owner's sign-in must not give them new tries.
        isKnownNetwork ? forgetTries(database, subject) : giveTryBack(database, subject),
      ]);
    },
  };
}
