import { ok, refuse, type Result } from '../../../kernel/result.ts';
import { openSession, type Arrival } from '../sessions/open-session.ts';
import { linkSubject } from './link-subject.ts';
import type { ProviderIdentity, ProviderName } from './login-provider.ts';
import { hashLoginToken, isSameHash, newLoginToken, PENDING_MS } from './login-tokens.ts';
import type { ThirdPartyDeps } from './make-third-party.ts';
import { sealPending, subjectHashOf } from './seal-link.ts';
import { findCustomerOf, insertPending, takeFlow, type Flow } from './third-party.sql.ts';
import type { CameFrom, FinishLogin, FinishLoginRefusal, LoginFinished } from './third-party.ts';

type Outcome = Result<LoginFinished, FinishLoginRefusal>;

/**
 * Takes up a browser that came back from a provider. The state is used up before anything else, so a callback that is sent
 * twice, guessed or brought to another browser finds nothing left. Only then is the provider asked, from server to server.
 */
export async function finishLogin(
  deps: ThirdPartyDeps,
  request: FinishLogin,
): Promise<Result<LoginFinished, FinishLoginRefusal & CameFrom>> {
  const stateHash = hashLoginToken(request.state);
  const flow = stateHash && (await takeFlow(deps.database, stateHash));
  if (flow === undefined || flow.provider !== request.provider)
    return refuse({ code: 'login_state_unknown', intent: 'sign-in' });
  const outcome = await finishFlow(deps, flow, request);
  return outcome.ok ? outcome : refuse({ ...outcome.error, intent: flow.intent, next: flow.returnPath });
}

async function finishFlow(deps: ThirdPartyDeps, flow: Flow, request: FinishLogin): Promise<Outcome> {
  // Whoever was talked into opening somebody else's callback must not get into that person's account unawares.
  if (!isSameHash(flow.browserHash, hashLoginToken(request.browserToken)))
    return refuse({ code: 'login_other_browser' });
  if (flow.expiresAt <= deps.clock.now()) return refuse({ code: 'login_state_expired' });
  // What was begun for one account ends there, whoever has signed in on this browser meanwhile.
  if (flow.intent === 'link' && request.session?.customerId !== flow.customerId)
    return refuse({ code: 'login_other_session' });
  if (request.code === undefined || request.code === '') return refuse({ code: 'login_denied' });
  const identity = await askWho(deps, flow, request.code);
  if (!identity.ok) return identity;
  const subjectHash = subjectHashOf(deps.sealing, flow.provider, identity.value.subject);
  return flow.intent === 'link'
    ? link(deps, flow, subjectHash, identity.value)
    : signIn(deps, flow, subjectHash, identity.value, request);
}

async function askWho(
  { providers, redirectUri, warn }: ThirdPartyDeps,
  { provider: name, insideApp }: Flow,
  code: string,
): Promise<Result<ProviderIdentity, FinishLoginRefusal>> {
  const provider = providers.find((known) => known.name === name);
  if (provider === undefined || !provider.serves(insideApp)) return refuse({ code: 'login_provider_failed' });
  const identity = await provider.exchange({ code, redirectUri: redirectUri(name), insideApp });
  if (identity.ok) return identity;
  const { code: refusal, reason } = identity.error;
  warn({ provider: name, refusal, reason }, 'a login provider did not say who somebody is');
  return refuse({ code: refusal });
}

async function link(
  deps: ThirdPartyDeps,
  { provider, customerId, returnPath }: Flow,
  subjectHash: Buffer,
  fields: ProviderIdentity,
): Promise<Outcome> {
  const linked = await linkSubject(deps, { customerId: customerId!, provider, subjectHash, fields });
  if (!linked!.ok) return linked!;
  return ok({ type: 'linked', next: returnPath });
}

async function signIn(
  deps: ThirdPartyDeps,
  { provider, returnPath }: Flow,
  subjectHash: Buffer,
  fields: ProviderIdentity,
  arrival: Arrival,
): Promise<Outcome> {
  const customerId = await findCustomerOf(deps.database, provider, subjectHash);
  if (customerId !== undefined) {
    const signedIn = await openSession(deps, { ...arrival, customerId, way: provider });
    return signedIn.ok ? ok({ type: 'signed-in', signedIn: signedIn.value, next: returnPath }) : signedIn;
  }
  const pendingToken = await keepPending(deps, { provider, returnPath, subjectHash, fields });
  return ok({ type: 'phone-needed', pendingToken });
}

async function keepPending(
  { database, sealing, clock }: ThirdPartyDeps,
  {
    fields,
    ...pending
  }: { provider: ProviderName; returnPath: string; subjectHash: Buffer; fields: ProviderIdentity },
): Promise<string> {
  const pendingToken = newLoginToken();
  const browserHash = hashLoginToken(pendingToken)!;
  await insertPending(database, {
    ...pending,
    browserHash,
    sealed: sealPending(sealing, browserHash, fields),
    expiresAt: new Date(clock.now().getTime() + PENDING_MS),
  });
  return pendingToken;
}
