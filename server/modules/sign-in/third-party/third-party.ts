import type { CustomerId } from '../../../kernel/ids.ts';
import type { Result } from '../../../kernel/result.ts';
import type { Attempter } from '../../../platform/budgets/attempter.ts';
import type {
  AccountDeactivated,
  Session,
  SignedIn,
  SignIn,
  SignInRefusal,
  StepUpRequired,
  TooManyTries,
} from '../way-in.ts';
import type { Arrival } from '../sessions/open-session.ts';
import type { ProviderName } from './login-provider.ts';

export type StartLogin = Attempter & {
  readonly provider: string;
  readonly intent: 'sign-in' | 'link';
  /** Where to go in the end: a path of this shop. Anything else leads to the account. */
  readonly next: string | undefined;
  /** Of the browser, where it has one already: two tabs may be on the way at once. */
  readonly browserToken: string | undefined;
  /** Needed for `link`. */
  readonly session: Session | undefined;
  readonly userAgent: string;
};
export type LoginStarted = {
  /** Of the provider: where to send the browser. */
  readonly url: string;
  /** For a cookie that no script reads, for ten minutes. */
  readonly browserToken: string;
};
export type StartLoginRefusal =
  | { readonly code: 'login_provider_unknown' }
  | { readonly code: 'no_session' }
  | StepUpRequired
  | { readonly code: 'login_provider_taken' }
  | TooManyTries;

export type FinishLogin = Arrival & {
  readonly provider: string;
  readonly state: string | undefined;
  /** Missing where the person denied. */
  readonly code: string | undefined;
  readonly browserToken: string | undefined;
  /** Of the browser that came back, if any. */
  readonly session: Session | undefined;
};
/** What a callback can be refused for. Each has words of its own on the page it ends on. */
export type FinishLoginRefusal =
  | { readonly code: 'login_state_unknown' }
  | { readonly code: 'login_state_expired' }
  | { readonly code: 'login_other_browser' }
  | { readonly code: 'login_other_session' }
  | { readonly code: 'login_denied' }
  | { readonly code: 'login_code_refused' }
  | { readonly code: 'login_provider_failed' }
  | AccountDeactivated
  | LinkRefusal;
export type LinkRefusal =
  { readonly code: 'login_linked_elsewhere' } | { readonly code: 'login_provider_taken' };

/** Where a refused callback began, as far as that is known: on which page to say so, and where the person wanted to go. */
export type CameFrom = { readonly intent: 'sign-in' | 'link'; readonly next?: string };

/** `next` is a path of this shop. */
export type LoginFinished =
  | { readonly type: 'signed-in'; readonly signedIn: SignedIn; readonly next: string }
  /** Nobody we know: a phone has to be proved once, by whoever has this token, within 15 minutes. */
  | { readonly type: 'phone-needed'; readonly pendingToken: string }
  | { readonly type: 'linked'; readonly next: string };

export type PendingLogin = {
  readonly provider: ProviderName;
  readonly displayName?: string;
  readonly next: string;
};

export type CompleteLink = SignIn & { readonly pendingToken: string | undefined };
export type LinkCompleted = SignedIn & { readonly provider: ProviderName; readonly next: string };
export type CompleteLinkRefusal = SignInRefusal | { readonly code: 'login_link_expired' } | LinkRefusal;

export type LinkedLogin = {
  readonly provider: ProviderName;
  /** As the provider told it when it was linked. */
  readonly displayName?: string;
  readonly linkedAt: Date;
};
export type UnlinkRefusal = StepUpRequired | { readonly code: 'not_found' };

/** Signing in by people's accounts elsewhere, and keeping those linked with customers. */
export type ThirdPartyLogins = {
  /** The providers that this browser can use, in the order they are shown in. */
  loginProviders(userAgent: string): readonly ProviderName[];
  startLogin(request: StartLogin): Promise<Result<LoginStarted, StartLoginRefusal>>;
  /** Never good twice: the state is used up first, whatever follows. */
  finishLogin(request: FinishLogin): Promise<Result<LoginFinished, FinishLoginRefusal & CameFrom>>;
  pendingLogin(pendingToken: string): Promise<PendingLogin | undefined>;
  /** Signs in by phone and code, as `signIn`, and links what is pending. */
  completeLink(request: CompleteLink): Promise<Result<LinkCompleted, CompleteLinkRefusal>>;
  logins(customerId: CustomerId): Promise<readonly LinkedLogin[]>;
  unlinkLogin(session: Session, provider: string): Promise<Result<null, UnlinkRefusal>>;
};
