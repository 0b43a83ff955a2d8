import type { CustomerId } from '../../../kernel/ids.ts';
import { ok, refuse, type Result } from '../../../kernel/result.ts';
import { inTransaction } from '../../../platform/database.ts';
import type { DataKey } from '../../../platform/sealing/index.ts';
import type { Session, SignedIn, SignIn, SignInRefusal } from '../way-in.ts';
import type { OpenSessionDeps } from '../sessions/open-session.ts';
import type { AttemptLimits } from '../../../platform/budgets/limit-attempts.ts';
import type { Proofs } from '../proofs/prove-session.ts';
import { completeLink, findPendingLogin } from './complete-link.ts';
import { finishLogin } from './finish-login.ts';
import { isProviderName, PROVIDER_NAMES, type LoginProvider, type ProviderName } from './login-provider.ts';
import { isInsideWechat } from './login-tokens.ts';
import { openLink } from './seal-link.ts';
import { startLogin } from './start-login.ts';
import { deleteLink, listLinks } from './third-party.sql.ts';
import type { LinkedLogin, ThirdPartyLogins, UnlinkRefusal } from './third-party.ts';

/** What the wiring decides. */
export type ThirdPartySettings = {
  readonly providers: readonly LoginProvider[];
  /** Where the shop is reached from outside, without a slash at its end. */
  readonly publicUrl: string;
  /** Takes what a provider refused; never anything personal. */
  warn(facts: object, message: string): void;
};

export type ThirdPartyDeps = Omit<ThirdPartySettings, 'publicUrl'> &
  OpenSessionDeps & {
    readonly limits: AttemptLimits;
    dataKey(customerId: CustomerId): Promise<DataKey>;
    isProved: Proofs['isProved'];
    signIn(request: SignIn): Promise<Result<SignedIn, SignInRefusal>>;
    /** Ends the session of that token, where there is one. */
    endSession(token: string | undefined): Promise<void>;
    redirectUri(provider: ProviderName): string;
  };

export function makeThirdPartyLogins(
  more: Omit<ThirdPartyDeps, keyof ThirdPartySettings | 'redirectUri'>,
  { providers, publicUrl, warn }: ThirdPartySettings,
): ThirdPartyLogins {
  const deps: ThirdPartyDeps = {
    ...more,
    providers,
    warn,
    redirectUri: (provider) => `${publicUrl}/api/v1/auth/providers/${provider}/callback`,
  };
  return {
    loginProviders(userAgent) {
      const insideApp = isInsideWechat(userAgent);
      return PROVIDER_NAMES.filter((name) =>
        providers.some((provider) => provider.name === name && provider.serves(insideApp)),
      );
    },
    startLogin: (request) => startLogin(deps, request),
    finishLogin: (request) => finishLogin(deps, request),
    pendingLogin: (pendingToken) => findPendingLogin(deps, pendingToken),
    completeLink: (request) => completeLink(deps, request),
    logins: (customerId) => listLogins(deps, customerId),
    unlinkLogin: (session, provider) => unlinkLogin(deps, session, provider),
  };
}

async function listLogins(
  { database, sealing, dataKey }: ThirdPartyDeps,
  customerId: CustomerId,
): Promise<readonly LinkedLogin[]> {
  const links = await listLinks(database, customerId);
  if (links.length === 0) return [];
  const key = await dataKey(customerId);
  return links.map(({ provider, sealed, linkedAt }) => {
    const { displayName } = openLink(sealing, key, { customerId, provider }, sealed);
    return { provider, displayName, linkedAt };
  });
}

/** Refuses `step_up_required`, `not_found`. No link is anybody's last way in: every customer has a phone, and gets in by its code. */
async function unlinkLogin(
  { database, isProved }: ThirdPartyDeps,
  session: Session,
  provider: string,
): Promise<Result<null, UnlinkRefusal>> {
  if (!(await isProved(session, 'unlink_login'))) return refuse({ code: 'step_up_required' });
  if (!isProviderName(provider)) return refuse({ code: 'not_found' });
  const isGone = await inTransaction(database, (tx) => deleteLink(tx, session.customerId, provider));
  return isGone ? ok(null) : refuse({ code: 'not_found' });
}
