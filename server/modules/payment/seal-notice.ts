import { newUuid, type CustomerId } from '../../kernel/ids.ts';
import type { Binding } from '../../platform/sealing/index.ts';
import type { RawNotification } from './gateway.ts';
import type { SealedBytes } from './keep-exchanges.ts';
import type { PaymentDeps } from './payment.deps.ts';

/** Nothing that a gateway sends us, and that a proxy or a stranger might. */
const LEFT_OUT = new Set(['authorization', 'cookie', 'proxy-authorization']);

export function noticeBindingOf(customerId: CustomerId, eventId: string): Binding {
  return { table: 'payment_events', column: 'sealed', row: `${customerId}/${eventId}` };
}

/**
 * A notification with all by which its signature can be checked again, sealed by its customer's key: it may name the payer's
 * account at the service. Undefined where the customer was erased, and nobody could open it.
 */
export async function sealNotice(
  { findDataKeys, sealing, clock }: Pick<PaymentDeps, 'findDataKeys' | 'sealing' | 'clock'>,
  customerId: CustomerId,
  { headers, body }: RawNotification,
): Promise<SealedBytes | undefined> {
  const dataKey = (await findDataKeys([customerId])).get(customerId);
  if (dataKey === undefined) return undefined;
  const eventId = newUuid(clock.now());
  const kept = Object.entries(headers).filter(([name]) => !LEFT_OUT.has(name.toLowerCase()));
  const text = body.toString();
  // As text where that gives the same bytes back.
  const written = Buffer.from(text).equals(body) ? { text } : { base64: body.toString('base64') };
  const notice = JSON.stringify({ headers: Object.fromEntries(kept), ...written });
  return { eventId, bytes: sealing.seal(dataKey, noticeBindingOf(customerId, eventId), notice) };
}
