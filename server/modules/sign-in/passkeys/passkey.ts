import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/server';
import type { Language } from '../../../kernel/language.ts';
import type { Result } from '../../../kernel/result.ts';
import type { Attempter } from '../../../platform/budgets/attempter.ts';
import type { AccountDeactivated, Session, SignedIn, StepUpRequired } from '../way-in.ts';
import type { Arrival } from '../sessions/open-session.ts';
import type { PasskeyPlace } from '../../../platform/webauthn/passkey-place.ts';

/** What a customer sees of a passkey. */
export type PasskeyInfo = {
  readonly id: string;
  readonly name: string;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
  /** Whether the device shares it with the customer's other devices, so that losing one does not lose it. */
  readonly isSynced: boolean;
  /** When a use was refused because somebody may have a copy of it. */
  readonly copiedAt: Date | null;
  /** Since when it also proves who is there; until then it only signs in. */
  readonly provesFrom: Date;
};

export type NotHere = { readonly code: 'passkeys_not_here' };
type TooManyTries = { readonly code: 'too_many_tries'; readonly retryAfterSeconds: number };
/** `passkey_copied`: its counter did not grow, as it would not where two devices use copies of one passkey. */
export type AssertionRefusal = {
  readonly code: 'challenge_expired' | 'passkey_unknown' | 'passkey_rejected' | 'passkey_copied';
};
export type SignInByPasskeyRefusal = AssertedRefusal | AccountDeactivated;
type AssertedRefusal = NotHere | TooManyTries | AssertionRefusal;
/** Added without a code less than a day before `provesFrom`: it signs in, and proves nothing yet. */
export type PasskeyTooNew = { readonly code: 'passkey_too_new'; readonly provesFrom: Date };
export type ProveByPasskeyRefusal = AssertedRefusal | PasskeyTooNew;
export type PasskeyOptionsRefusal = NotHere | StepUpRequired | TooManyPasskeys;
export type TooManyPasskeys = { readonly code: 'too_many_passkeys'; readonly limit: number };
export type PasskeyNameInvalid = { readonly code: 'passkey_name_invalid' };
export type AddPasskeyRefusal =
  | PasskeyOptionsRefusal
  | PasskeyNameInvalid
  | { readonly code: 'challenge_expired' | 'passkey_rejected' | 'passkey_exists' };

/** `response` is always what the browser answered, as `toJSON` writes it; whatever else it is, it is rejected. */
export type Passkeys = {
  /** Where passkeys work in this shop, or why they do not. */
  readonly passkeyPlace: PasskeyPlace;
  /**
   * What the device of somebody who has not signed in is to sign. `browser` is the secret that the browser keeps in a
   * cookie, made anew where it has none: only the browser that asked may answer.
   */
  passkeySignInOptions(
    ask: Attempter & { browser: string | undefined },
  ): Promise<
    Result<{ options: PublicKeyCredentialRequestOptionsJSON; browser: string }, NotHere | TooManyTries>
  >;
  signInByPasskey(
    request: Arrival & { response: unknown; browser: string | undefined },
  ): Promise<Result<SignedIn, SignInByPasskeyRefusal>>;
  /** What is to be signed by one of the session's own passkeys, to prove once more who is there. */
  passkeyProofOptions(session: Session): Promise<Result<PublicKeyCredentialRequestOptionsJSON, NotHere>>;
  proveByPasskey(
    session: Session,
    response: unknown,
    who: Attempter,
  ): Promise<Result<null, ProveByPasskeyRefusal>>;
  /** Newest first. */
  passkeys(session: Session): Promise<readonly PasskeyInfo[]>;
  /** Needs a proof, as `addPasskey`. */
  passkeyOptions(
    session: Session,
  ): Promise<Result<PublicKeyCredentialCreationOptionsJSON, PasskeyOptionsRefusal>>;
  addPasskey(
    session: Session,
    added: { response: unknown; name: string; language: Language },
  ): Promise<Result<PasskeyInfo, AddPasskeyRefusal>>;
  /** Undefined where the customer has no such passkey. */
  renamePasskey(
    session: Session,
    passkeyId: string,
    name: string,
  ): Promise<Result<PasskeyInfo | undefined, PasskeyNameInvalid>>;
  /** Needs a proof. False where the customer has no such passkey. */
  removePasskey(
    session: Session,
    passkeyId: string,
    language: Language,
  ): Promise<Result<boolean, StepUpRequired>>;
};
