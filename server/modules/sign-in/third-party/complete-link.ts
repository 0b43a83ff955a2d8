import { ok, refuse, type Result } from '../../../kernel/result.ts';
import type { SignedIn } from '../way-in.ts';
import { linkSubject } from './link-subject.ts';
import { hashLoginToken } from './login-tokens.ts';
import type { ThirdPartyDeps } from './make-third-party.ts';
import { openPending } from './seal-link.ts';
import { deletePending, findPending, type Pending } from './third-party.sql.ts';
import type { CompleteLink, CompleteLinkRefusal, LinkCompleted, PendingLogin } from './third-party.ts';

/** Who waits for a phone in the browser that has this token; undefined where nobody does, or not any more. */
export async function findPendingLogin(
  { database, sealing, clock }: ThirdPartyDeps,
  pendingToken: string,
): Promise<PendingLogin | undefined> {
  const browserHash = hashLoginToken(pendingToken);
  const pending = browserHash && (await findPending(database, browserHash, clock.now()));
  if (pending === undefined) return undefined;
  const { displayName } = openPending(sealing, pending.browserHash, pending.sealed);
  return { provider: pending.provider, displayName, next: pending.returnPath };
}

/**
 * Signs in by phone and code, as `signIn` does and with its refusals, and links the person of the provider who waits in this
 * browser. `login_link_expired` comes before the code is used up. That the customer has another person of that provider
 * already (`login_provider_taken`) is told only to who has proved the phone: before, it would tell strangers about it. Where
 * linking is refused nobody is signed in, what waits still waits, and the browser stays in the session it was in.
 */
export async function completeLink(
  deps: ThirdPartyDeps,
  request: CompleteLink,
): Promise<Result<LinkCompleted, CompleteLinkRefusal>> {
  const browserHash = hashLoginToken(request.pendingToken);
  const pending = browserHash && (await findPending(deps.database, browserHash, deps.clock.now()));
  if (pending === undefined) return refuse({ code: 'login_link_expired' });
  const { earlierToken, ...own } = request;
  const entered = await deps.signIn(own);
  if (!entered.ok) return entered;
  const linked = await linkPending(deps, pending, entered.value);
  await deps.endSession(linked?.ok ? earlierToken : entered.value.token);
  if (linked?.ok) return ok({ ...entered.value, provider: pending.provider, next: pending.returnPath });
  return linked ?? refuse({ code: 'login_link_expired' });
}

function linkPending(
  deps: ThirdPartyDeps,
  { browserHash, provider, subjectHash, sealed }: Pending,
  { customer }: SignedIn,
): ReturnType<typeof linkSubject> {
  return linkSubject(deps, {
    customerId: customer.id,
    provider,
    subjectHash,
    fields: openPending(deps.sealing, browserHash, sealed),
    mayStill: (tx) => deletePending(tx, browserHash),
  });
}
