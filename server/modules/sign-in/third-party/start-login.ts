import { refuse, ok, type Result } from '../../../kernel/result.ts';
import { TRIES } from '../codes/sign-in.ts';
import { hashLoginToken, isInsideWechat, FLOW_MS, newLoginToken, readReturnPath } from './login-tokens.ts';
import type { ThirdPartyDeps } from './make-third-party.ts';
import { insertFlow, listLinks } from './third-party.sql.ts';
import type { LoginStarted, StartLogin, StartLoginRefusal } from './third-party.ts';

const AFTER = { 'sign-in': '/account', link: '/account/logins' } as const;

/**
 * Notes that this browser goes to a provider, and answers where. Refuses, in this order: `login_provider_unknown`; for
 * linking `no_session`, `step_up_required` (a session left open on a table must not give somebody a way in that stays) and
 * `login_provider_taken`; `too_many_tries` of a client address or a device.
 */
export async function startLogin(
  deps: ThirdPartyDeps,
  request: StartLogin,
): Promise<Result<LoginStarted, StartLoginRefusal>> {
  const { database, clock, limits, isProved, redirectUri } = deps;
  const insideApp = isInsideWechat(request.userAgent);
  const provider = deps.providers.find(({ name }) => name === request.provider);
  if (provider === undefined || !provider.serves(insideApp))
    return refuse({ code: 'login_provider_unknown' });
  const { intent, session } = request;
  if (intent === 'link') {
    if (session === undefined) return refuse({ code: 'no_session' });
    if (!(await isProved(session, 'link_login'))) return refuse({ code: 'step_up_required' });
    const links = await listLinks(database, session.customerId);
    if (links.some((link) => link.provider === provider.name))
      return refuse({ code: 'login_provider_taken' });
  }
  const waitSeconds = await limits.takeFrom('login', request, TRIES);
  if (waitSeconds > 0) return refuse({ code: 'too_many_tries', retryAfterSeconds: waitSeconds });

  const state = newLoginToken();
  const known = request.browserToken;
  const browserToken = known !== undefined && hashLoginToken(known) !== undefined ? known : newLoginToken();
  await insertFlow(database, {
    stateHash: hashLoginToken(state)!,
    provider: provider.name,
    intent,
    customerId: intent === 'link' ? session!.customerId : null,
    browserHash: hashLoginToken(browserToken)!,
    returnPath: readReturnPath(request.next, AFTER[intent]),
    insideApp,
    expiresAt: new Date(clock.now().getTime() + FLOW_MS),
  });
  const url = provider.authorizeUrl({ state, redirectUri: redirectUri(provider.name), insideApp });
  return ok({ url, browserToken });
}
