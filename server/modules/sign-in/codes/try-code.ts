import type { Clock } from '../../../kernel/clock.ts';
import { ok, refuse, type Result } from '../../../kernel/result.ts';
import type { Database } from '../../../platform/database.ts';
import type { Sealing } from '../../../platform/sealing/index.ts';
import { DAY_MS, keyOf, type Spendings } from '../../../platform/budgets/budget.ts';
import { noteUntil } from '../../../platform/budgets/counters.sql.ts';
import type { Budgets } from '../../../platform/budgets/keep-budgets.ts';
import type { Puzzles } from '../../../platform/budgets/puzzles.ts';
import { weighBudgets, type Wait } from '../../../platform/budgets/weigh-budgets.ts';
import type { CodeBudgets } from './code-budgets.ts';
import { browserCaller, countedAs, type BrowserCaller, type CodeCaller } from './code-caller.ts';
import { findHeldCodes, takeTry, takeTryFromNetwork, type HeldCode } from './codes.sql.ts';
import type { Attempter } from '../../../platform/budgets/attempter.ts';
import type { CodePurpose, CodeRefusal, SignIn, TooManyTries, WorkRequired } from '../way-in.ts';
import type { Mobile } from '../../../kernel/phone.ts';
import { hashCode } from './request-code.ts';

export type TryCodeDeps = {
  readonly database: Database;
  readonly sealing: Sealing;
  readonly clock: Clock;
  readonly budgets: Budgets;
  readonly codeBudgets: CodeBudgets;
  readonly puzzles: Puzzles;
};

export type CodeTried = {
  /**
   * What follows from a right code, beside whatever else is written then: its network is remembered as one of the phone's
   * owner, and who signs out again need not wait for another code.
   */
  settle(): Promise<void>;
};
type TryRefusal = CodeRefusal | TooManyTries | WorkRequired;
type Attempt = Pick<SignIn, 'code' | 'work'> & { readonly phone: Mobile; readonly who: Attempter };

/** A network that was noted is noted anew only so long after. */
const NOTED_AGAIN_MS = 30 * DAY_MS;

/**
 * Tries a code to sign in. Only a code that this browser asked for is looked at (or, where it kept no mark, its network),
 * so nobody uses up the tries of another's. Refuses, in this order: `code_expired` where this caller holds none, and
 * `too_many_tries` instead where it goes on; `too_many_tries` and `work_required` where strangers guessed at this phone,
 * from this network or by this device, but for who was known to be the phone's owner when the code was sent; `code_wrong`.
 */
export async function tryCode(deps: TryCodeDeps, attempt: Attempt): Promise<Result<CodeTried, TryRefusal>> {
  const { database, sealing, clock, codeBudgets } = deps;
  const { phone, who, code } = attempt;
  const now = clock.now();
  const caller = browserCaller(sealing, 'sign-in', phone, who);
  const [found, spendings] = await Promise.all([
    findHeldCodes(database, { ...caller, now }),
    lookUnlessIdle(deps, caller, who),
  ]);
  const held = heldBy(caller, found);
  if (held === undefined) return tryInVain(deps, who);
  const wrong = codeBudgets.wrong(caller, who);
  const counted = spendings ?? (await deps.budgets.look(wrong.map(({ subject }) => subject)));
  if (!held.isKnown) {
    const heldBack = await holdBack(deps, attempt, weighBudgets(wrong, counted, now));
    if (heldBack !== undefined) return refuse(heldBack);
  }
  const one = { ...caller, codeHash: hashCode(sealing, 'sign-in', phone, code), now };
  const tried = await (held.isOwn ? takeTry(database, one) : takeTryFromNetwork(database, one));
  if (tried === undefined) return tryInVain(deps, who);
  if (tried.correct) return ok({ settle: () => settle(deps, caller, counted) });
  if (!held.isKnown) await deps.budgets.note(wrong);
  return refuse({ code: 'code_wrong', triesLeft: tried.triesLeft });
}

/** Tries a code that a session asked for. Its tries are all that bounds it: how many codes there are is bounded as well. */
export async function trySessionCode(
  { database, sealing, clock, budgets, codeBudgets }: Omit<TryCodeDeps, 'puzzles'>,
  attempt: { purpose: CodePurpose; phone: Mobile; caller: CodeCaller; code: string },
): Promise<CodeRefusal | undefined> {
  const { purpose, phone, caller, code } = attempt;
  const codeHash = hashCode(sealing, purpose, phone, code);
  const tried = await takeTry(database, { ...caller, codeHash, now: clock.now() });
  if (tried === undefined) return { code: 'code_expired' };
  if (!tried.correct) return { code: 'code_wrong', triesLeft: tried.triesLeft };
  await budgets.giveBack(codeBudgets.pauses([caller.askerHash]));
  return undefined;
}

type Held = { readonly isOwn: boolean; readonly isKnown: boolean };

/** The caller's own code; where it never asked for one by its mark, those that were asked for in its network without one. */
function heldBy({ askerHash }: BrowserCaller, found: readonly HeldCode[]): Held | undefined {
  const own = found.find((code) => code.askerHash.equals(askerHash));
  if (own !== undefined) return own.triesLeft > 0 ? { isOwn: true, isKnown: own.isKnown } : undefined;
  return found.length === 0 ? undefined : { isOwn: false, isKnown: found.every(({ isKnown }) => isKnown) };
}

/** What was counted; nothing is looked up for a caller that this process remembers as one that tries in vain. */
async function lookUnlessIdle(
  { budgets, codeBudgets }: TryCodeDeps,
  caller: BrowserCaller,
  who: Attempter,
): Promise<Spendings | undefined> {
  if (budgets.remembered(codeBudgets.idle(who)) !== undefined) return undefined;
  const subjects = codeBudgets.wrong(caller, who).map(({ subject }) => subject);
  return budgets.look([...subjects, codeBudgets.ownersNetwork(caller)]);
}

async function tryInVain(
  { budgets, codeBudgets }: TryCodeDeps,
  who: Attempter,
): Promise<Result<never, TryRefusal>> {
  const idle = codeBudgets.idle(who);
  const verdict = budgets.remembered(idle) ?? (await budgets.spend(idle));
  return refuse(verdict.do === 'wait' ? tooManyTries(verdict) : { code: 'code_expired' });
}

function tooManyTries({ seconds, of }: Wait): TooManyTries {
  return { code: 'too_many_tries', retryAfterSeconds: seconds, limitOf: of };
}

async function holdBack(
  { puzzles }: TryCodeDeps,
  { who: { clientAddress }, work }: Attempt,
  verdict: ReturnType<typeof weighBudgets>,
): Promise<TooManyTries | WorkRequired | undefined> {
  if (verdict.do === 'wait') return tooManyTries(verdict);
  if (verdict.do === 'go' || (work && (await puzzles.accept(clientAddress, work)))) return undefined;
  return { code: 'work_required', puzzle: await puzzles.newPuzzle(clientAddress) };
}

async function settle(deps: TryCodeDeps, caller: BrowserCaller, counted: Spendings): Promise<void> {
  const { budgets, codeBudgets } = deps;
  await Promise.all([
    noteNetwork(deps, caller, counted),
    budgets.giveBack(codeBudgets.pauses(countedAs(caller))),
  ]);
}

async function noteNetwork(
  { database, clock, codeBudgets }: TryCodeDeps,
  caller: BrowserCaller,
  counted: Spendings,
): Promise<void> {
  const now = clock.now();
  const subject = codeBudgets.ownersNetwork(caller);
  const until = codeBudgets.ownersNetworkUntil(now);
  const noted = counted.get(keyOf(subject))?.endsAt;
  if (noted !== undefined && until.getTime() - noted.getTime() < NOTED_AGAIN_MS) return;
  await noteUntil(database, subject, until);
}
