import type { CustomerId } from '../../../kernel/ids.ts';
import type { Binding, DataKey, Sealing } from '../../../platform/sealing/index.ts';
import type { ProviderIdentity, ProviderName } from './login-provider.ts';

/** What of a provider's person is kept, for showing it to them and for payments and messages of that app. */
export type LinkFields = Pick<ProviderIdentity, 'appId' | 'openId' | 'displayName'>;

/** Where a link lies sealed by its customer's key. */
export function linkBinding(customerId: CustomerId, provider: ProviderName): Binding {
  return { table: 'login_links', column: 'sealed', row: `${customerId} ${provider}` };
}

/** Where a link that waits for a phone lies sealed by the shared key. */
function pendingBinding(browserHash: Buffer): Binding {
  return { table: 'pending_links', column: 'sealed', row: browserHash.toString('hex') };
}

const write = ({ appId, openId, displayName }: LinkFields): string =>
  JSON.stringify({ appId, openId, displayName });

export function sealLink(
  sealing: Sealing,
  dataKey: DataKey,
  at: { customerId: CustomerId; provider: ProviderName },
  fields: LinkFields,
): Buffer {
  return sealing.seal(dataKey, linkBinding(at.customerId, at.provider), write(fields));
}

export function openLink(
  sealing: Sealing,
  dataKey: DataKey,
  at: { customerId: CustomerId; provider: ProviderName },
  sealed: Buffer,
): LinkFields {
  return JSON.parse(sealing.open(dataKey, linkBinding(at.customerId, at.provider), sealed)) as LinkFields;
}

export function sealPending(sealing: Sealing, browserHash: Buffer, fields: LinkFields): Buffer {
  return sealing.seal(sealing.sharedKey, pendingBinding(browserHash), write(fields));
}

export function openPending(sealing: Sealing, browserHash: Buffer, sealed: Buffer): LinkFields {
  return JSON.parse(sealing.open(sealing.sharedKey, pendingBinding(browserHash), sealed)) as LinkFields;
}

/** By what a provider's person is found again. Each provider has a kind of its own, so that equal ids do not meet. */
export function subjectHashOf(sealing: Sealing, provider: ProviderName, subject: string): Buffer {
  return sealing.lookUpHash(`login-subject-${provider}`, subject);
}
