import { randomInt } from 'node:crypto';
import { cleanDigits } from '../../../kernel/clean-text.ts';
import type { Clock } from '../../../kernel/clock.ts';
import type { CustomerId } from '../../../kernel/ids.ts';
import type { Language } from '../../../kernel/language.ts';
import { ok, refuse, type Result } from '../../../kernel/result.ts';
import type { Database } from '../../../platform/database.ts';
import type { Sealing } from '../../../platform/sealing/index.ts';
import type { Budget } from '../../../platform/budgets/budget.ts';
import { isNoted } from '../../../platform/budgets/counters.sql.ts';
import type { Budgets } from '../../../platform/budgets/keep-budgets.ts';
import type { Puzzles } from '../../../platform/budgets/puzzles.ts';
import type { Verdict } from '../../../platform/budgets/weigh-budgets.ts';
import { findCustomerOfPhone } from '../../customers/index.ts';
import type { CodeBudgets } from './code-budgets.ts';
import { browserCaller, countedAs, keptMark, type BrowserCaller, type CodeCaller } from './code-caller.ts';
import { saveCode, withdrawCode } from './codes.sql.ts';
import { isOwnersDevice } from '../devices/devices.sql.ts';
import { hashDevice } from '../devices/hash-device.ts';
import type { CodePurpose, CodeSent, RequestCode, RequestCodeRefusal, TooManyCodes } from '../way-in.ts';
import { parseMobile, type Mobile } from '../../../kernel/phone.ts';

export type RequestCodeDeps = {
  readonly database: Database;
  readonly sealing: Sealing;
  readonly clock: Clock;
  readonly budgets: Budgets;
  readonly codeBudgets: CodeBudgets;
  readonly puzzles: Puzzles;
  sendCode(phone: string, code: string, language: Language, purpose: CodePurpose): Promise<void>;
};

const RESEND_SECONDS = 60;
const EXPIRES_SECONDS = 300;
const TRIES = 5;
/** A code with what may stand around its digits. */
const LONGEST_TYPED = 40;
const NOBODY = '000000000000' as CustomerId;

/**
 * What stands in the database of a code: useless without the look-up key, and good for this purpose and phone only. The
 * code may be as typed: in full-width digits, with spaces or dashes.
 */
export function hashCode(sealing: Sealing, purpose: CodePurpose, phone: Mobile, code: string): Buffer {
  return sealing.lookUpHash(`${purpose}-code`, `${phone} ${cleanDigits(code.slice(0, LONGEST_TYPED))}`);
}

/**
 * Sends a six-digit code to whoever asks, for them alone: it is good for five minutes and five tries in this browser, and
 * in the place of an earlier one of theirs only. Whether the phone is a customer's is told neither by the answer nor by
 * the statements. Refuses `phone_invalid`, `too_many_codes`, and `work_required` where strangers have asked often for
 * this phone, or from this network: the budgets are in `code-budgets.ts`.
 */
export async function requestCode(
  deps: RequestCodeDeps,
  request: RequestCode,
): Promise<Result<CodeSent, RequestCodeRefusal>> {
  const phone = parseMobile(request.phone);
  if (phone === undefined) return refuse({ code: 'phone_invalid' });
  const caller = browserCaller(deps.sealing, request.purpose, phone, request);
  const pauses = deps.codeBudgets.pauses(countedAs(caller));
  const { verdict, budgets, isKnown } = await findBudgets(deps, caller, request, pauses);
  if (verdict.do === 'wait') return tooMany(verdict);
  const { clientAddress, work } = request;
  const isWorkedFor =
    verdict.do === 'work' && Boolean(work && (await deps.puzzles.accept(clientAddress, work)));
  const sent =
    verdict.do === 'work' && !isWorkedFor
      ? verdict.do
      : await sendCodeTo(deps, {
          ...request,
          phone,
          caller,
          networkHash: caller.keepsMark ? undefined : caller.networkHash,
          isKnown,
          isWorkedFor,
          pauses,
          budgets,
        });
  if (sent !== 'work') return sent;
  return refuse({ code: 'work_required', puzzle: await deps.puzzles.newPuzzle(clientAddress) });
}

type Found = { readonly verdict: Verdict; readonly budgets: readonly Budget[]; readonly isKnown: boolean };

/** Whoever is the phone's owner, as far as anybody can tell, has budgets of their own, and after them a stranger's. */
async function findBudgets(
  { database, sealing, clock, budgets, codeBudgets }: RequestCodeDeps,
  caller: BrowserCaller,
  request: RequestCode,
  pauses: readonly Budget[],
): Promise<Found> {
  const owned = async (): Promise<boolean> => {
    const mark = keptMark(request);
    if (mark === undefined) return false;
    // For what is counted only: nothing that is answered depends on it.
    const customerId = (await findCustomerOfPhone(database, caller.phoneHash)) ?? NOBODY;
    return isOwnersDevice(database, customerId, hashDevice(sealing, customerId, mark)!);
  };
  const [isDevice, isNetwork] = await Promise.all([
    owned(),
    isNoted(database, codeBudgets.ownersNetwork(caller), clock.now()),
  ]);
  const owns = isDevice
    ? codeBudgets.ofOwnersDevice(caller)
    : isNetwork
      ? codeBudgets.ofOwnersNetwork(caller)
      : undefined;
  if (owns !== undefined) {
    const verdict = await budgets.weigh([...pauses, ...owns]);
    if (isDevice || verdict.do === 'go') return { verdict, budgets: owns, isKnown: true };
  }
  const strangers = codeBudgets.ofStranger(caller, request);
  return { verdict: await budgets.weigh([...pauses, ...strangers]), budgets: strangers, isKnown: false };
}

function tooMany({ seconds, of }: Extract<Verdict, { do: 'wait' }>): Result<never, TooManyCodes> {
  return refuse({ code: 'too_many_codes', retryAfterSeconds: seconds, limitOf: of });
}

type SendCode = {
  readonly phone: Mobile;
  readonly purpose: CodePurpose;
  readonly language?: Language;
  readonly caller: CodeCaller;
  /** From where it may be tried by who keeps no mark. */
  readonly networkHash?: Buffer | undefined;
  readonly isKnown: boolean;
  readonly isWorkedFor: boolean;
  readonly pauses: readonly Budget[];
  readonly budgets: readonly Budget[];
};

/** Sends a code on these budgets. Whoever asks twice at once gets one, and one use of the others. */
async function sendCodeTo(
  deps: RequestCodeDeps,
  wanted: SendCode,
): Promise<Result<CodeSent, TooManyCodes> | 'work'> {
  const { pauses, budgets, isWorkedFor } = wanted;
  const early = await deps.budgets.spend(pauses);
  if (early.do === 'wait') return tooMany(early);
  const verdict = await deps.budgets.spend(budgets, isWorkedFor);
  if (verdict.do === 'go') return ok(await send(deps, wanted));
  await deps.budgets.giveBack(pauses);
  return verdict.do === 'wait' ? tooMany(verdict) : 'work';
}

async function send(
  deps: RequestCodeDeps,
  { phone, purpose, language = 'zh-CN', caller, networkHash, isKnown, pauses, budgets }: SendCode,
): Promise<CodeSent> {
  const { database, sealing, clock } = deps;
  const code = randomInt(1_000_000).toString().padStart(6, '0');
  const { phoneHash, askerHash } = caller;
  const codeHash = hashCode(sealing, purpose, phone, code);
  const expiresAt = new Date(clock.now().getTime() + EXPIRES_SECONDS * 1000);
  await saveCode(database, { phoneHash, askerHash, networkHash, codeHash, isKnown, tries: TRIES, expiresAt });
  try {
    await deps.sendCode(phone, code, language, purpose);
  } catch (error) {
    await Promise.all([
      withdrawCode(database, { phoneHash, askerHash, codeHash }),
      deps.budgets.giveBack([...pauses, ...budgets]),
    ]);
    throw error;
  }
  return { resendAfterSeconds: RESEND_SECONDS, expiresInSeconds: EXPIRES_SECONDS };
}

/** The same for somebody who is signed in: no puzzle is asked of them, since a session has budgets that are nobody else's. */
export async function sendCodeToSession(
  deps: RequestCodeDeps,
  wanted: Pick<SendCode, 'phone' | 'purpose' | 'language' | 'caller' | 'budgets'>,
): Promise<Result<CodeSent, TooManyCodes>> {
  const pauses = deps.codeBudgets.pauses([wanted.caller.askerHash]);
  const verdict = await deps.budgets.weigh([...pauses, ...wanted.budgets]);
  if (verdict.do === 'wait') return tooMany(verdict);
  const sent = await sendCodeTo(deps, { ...wanted, isKnown: true, isWorkedFor: true, pauses });
  if (sent === 'work') throw new Error('a session is asked for a puzzle');
  return sent;
}
