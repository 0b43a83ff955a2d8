import type { Clock } from '../../kernel/clock.ts';
import type { ShopCookies } from '../../kernel/cookies.ts';
import type { CustomerId } from '../../kernel/ids.ts';
import type { Language } from '../../kernel/language.ts';
import type { Result } from '../../kernel/result.ts';
import type { Database } from '../../platform/database.ts';
import type { Emit } from '../../platform/events.ts';
import type { DataKey, Sealing } from '../../platform/sealing/index.ts';
import { keepBudgets } from '../../platform/budgets/keep-budgets.ts';
import { makePuzzles } from '../../platform/budgets/puzzles.ts';
import { codeBudgets } from './codes/code-budgets.ts';
import type { NoteDeviceDeps } from './devices/note-device.ts';
import type {
  CodePurpose,
  CodeSent,
  RequestCode,
  RequestCodeRefusal,
  SignedIn,
  SignIn,
  SignInRefusal,
} from './way-in.ts';
import { keepSessions, type Sessions } from './sessions/keep-sessions.ts';
import { makeAttemptLimits } from '../../platform/budgets/limit-attempts.ts';
import { keepPasswords, type Passwords } from './passwords/keep-passwords.ts';
import { changePhones, type PhoneChanges } from './phone-change/change-phone.ts';
import type { Passkeys } from './passkeys/passkey.ts';
import { keepPasskeys } from './passkeys/keep-passkeys.ts';
import { proveSessions, type Proofs } from './proofs/prove-session.ts';
import { removeExpired, type Removed } from './remove-expired.ts';
import { requestCode } from './codes/request-code.ts';
import { SessionCache } from './sessions/session-cache.ts';
import { tellEnded } from './sessions/sessions.sql.ts';
import { signIn } from './codes/sign-in.ts';
import type { SignInEvent } from './sign-in.events.ts';
import { makeThirdPartyLogins, type ThirdPartySettings } from './third-party/make-third-party.ts';
import type { ThirdPartyLogins } from './third-party/third-party.ts';

export type WaysInDeps = NoteDeviceDeps & {
  readonly database: Database;
  readonly sealing: Sealing;
  readonly clock: Clock;
  /** The customer's own key; rejects where there is no such customer. */
  dataKey(customerId: CustomerId): Promise<DataKey>;
  /** Sends a code, or rejects where it could not be sent: the customer may then ask again at once. */
  sendCode(phone: string, code: string, language: Language, purpose: CodePurpose): Promise<void>;
  /** Says what happened to an account. */
  readonly emit: Emit<SignInEvent>;
  /** Where the shop is reached from outside: passkeys belong to its host. */
  readonly publicUrl: string;
  /** What the shop is called, where a device shows whose passkey it is. */
  shopName(): string;
  /** Of the texts of law that hold; those of the program where it is left out. */
  consentVersion?(): string;
  /** What is kept in browsers. */
  readonly cookies: ShopCookies;
  /** Whose accounts people can sign in by; nobody's where it is left out. */
  readonly thirdParty?: ThirdPartySettings;
};

/** How customers get in, and prove once more who is there. */
export type WaysIn = Sessions &
  Proofs &
  Passkeys &
  ThirdPartyLogins &
  Passwords &
  PhoneChanges & {
    readonly cookies: ShopCookies;
    requestCode(request: RequestCode): Promise<Result<CodeSent, RequestCodeRefusal>>;
    signIn(request: SignIn): Promise<Result<SignedIn, SignInRefusal>>;
    /** Deletes expired codes, sessions and counters, old devices and security records. For a job that runs every now and then. */
    removeExpired(now: Date): Promise<Removed>;
  };

export function makeWaysIn(deps: WaysInDeps): WaysIn {
  const { database, sealing, clock } = deps;
  const budgets = keepBudgets({ database, clock });
  const limits = makeAttemptLimits({ sealing, budgets });
  const cache = new SessionCache(undefined, (ended) => {
    // Nobody waits for it: other processes that do not hear of it ask again within ten seconds.
    tellEnded(database, ended).catch(() => undefined);
  });
  const codes = {
    database,
    sealing,
    clock,
    cache,
    limits,
    budgets,
    codeBudgets: codeBudgets(sealing),
    puzzles: makePuzzles({ database, sealing, clock }),
    sendCode: (...message: Parameters<WaysInDeps['sendCode']>) => deps.sendCode(...message),
    emit: deps.emit,
    consentVersion: deps.consentVersion,
  };
  const proofs = proveSessions(codes);
  const sessions = keepSessions({ database, sealing, clock, cache, isProved: proofs.isProved });
  const enter = (request: SignIn) => signIn(codes, request);
  const thirdParty = makeThirdPartyLogins(
    {
      ...codes,
      dataKey: deps.dataKey,
      isProved: proofs.isProved,
      signIn: enter,
      endSession: (token) => sessions.endByToken(token),
    },
    deps.thirdParty ?? { providers: [], publicUrl: '', warn: () => undefined },
  );

  return {
    ...sessions,
    cookies: deps.cookies,
    ...keepPasskeys({ ...codes, dataKey: deps.dataKey, publicUrl: deps.publicUrl, shopName: deps.shopName }),
    ...proofs,
    ...thirdParty,
    ...keepPasswords({ ...codes, sessions, proofs }),
    ...changePhones(codes),
    requestCode: (request) => requestCode(codes, request),
    signIn: enter,
    removeExpired: (now) => removeExpired(database, now),
  };
}
