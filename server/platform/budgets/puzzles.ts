import { createChallenge, verifySolution, type Challenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import { Type, type Static } from 'typebox';
import { Value } from 'typebox/value';
import type { Clock } from '../../kernel/clock.ts';
import type { Database } from '../database.ts';
import { networksOf } from '../http/client-address.ts';
import type { Sealing } from '../sealing/index.ts';
import { useOnce } from './counters.sql.ts';

/** A puzzle that takes a device about half a second: a challenge of ALTCHA, version 2. */
export type Puzzle = Challenge;

const closed = { additionalProperties: false };
/** A challenge as it was given, and what was found for it. */
const SolvedPuzzle = Type.Object(
  {
    challenge: Type.Object(
      {
        parameters: Type.Object(
          {
            algorithm: Type.String(),
            nonce: Type.String(),
            salt: Type.String(),
            cost: Type.Integer(),
            keyLength: Type.Integer(),
            keyPrefix: Type.String(),
            data: Type.Object({ holder: Type.String(), goodUntil: Type.Integer() }, closed),
          },
          closed,
        ),
        signature: Type.String(),
      },
      closed,
    ),
    solution: Type.Object(
      { counter: Type.Integer(), derivedKey: Type.String(), time: Type.Optional(Type.Number()) },
      closed,
    ),
  },
  closed,
);
type SolvedPuzzle = Static<typeof SolvedPuzzle>;

export type Puzzles = {
  newPuzzle(clientAddress: string): Promise<Puzzle>;
  /** Whether this was solved, for this address, in time, and not shown before. `work`: ALTCHA's payload, see `readWork`. */
  accept(clientAddress: string, work: string): Promise<boolean>;
};

const GOOD_FOR_SECONDS = 300;
/** Of PBKDF2, for each guess at the puzzle; a two-digit prefix takes 256 guesses on the average. */
const ITERATIONS = 3_000;

/**
 * Makes dear what is suspicious: where strangers ask for many codes or type many wrong ones, each further one carries a
 * solved puzzle (proof of work), which costs a person a moment and whoever does it by the thousand a machine. No foreign
 * service is asked. What was shown once is kept with the counters, so that all processes refuse it the second time.
 */
export function makePuzzles(deps: { database: Database; sealing: Sealing; clock: Clock }): Puzzles {
  const { database, sealing, clock } = deps;
  const hmacSignatureSecret = sealing.lookUpHash('puzzle-signature', '').toString('base64');
  const holder = (clientAddress: string): string =>
    sealing
      .lookUpHash('puzzle-holder', networksOf(clientAddress).subscriber)
      .toString('base64url')
      .slice(0, 22);

  async function isFresh({ challenge }: SolvedPuzzle): Promise<boolean> {
    const now = clock.now();
    const subject = sealing.lookUpHash('puzzle-shown', challenge.parameters.nonce);
    return useOnce(database, subject, { now, until: new Date(now.getTime() + GOOD_FOR_SECONDS * 1000) });
  }

  return {
    newPuzzle: (clientAddress) =>
      createChallenge({
        algorithm: 'PBKDF2/SHA-256',
        cost: ITERATIONS,
        deriveKey,
        hmacSignatureSecret,
        data: { holder: holder(clientAddress), goodUntil: clock.now().getTime() + GOOD_FOR_SECONDS * 1000 },
      }),
    async accept(clientAddress, work) {
      const solved = readWork(work);
      if (solved === undefined) return false;
      const { data } = solved.challenge.parameters;
      if (data.holder !== holder(clientAddress) || data.goodUntil <= clock.now().getTime()) return false;
      // It looks at the signature before it derives anything, so rubbish costs us nothing.
      const { verified } = await verifySolution({ ...solved, deriveKey, hmacSignatureSecret });
      return verified && (await isFresh(solved));
    },
  };
}

/** The payload that ALTCHA's own pages send: `{ challenge, solution }` as JSON in base64. Undefined where it is none. */
function readWork(work: string): SolvedPuzzle | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(work, 'base64').toString());
    return Value.Check(SolvedPuzzle, value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
