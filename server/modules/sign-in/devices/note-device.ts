import type { Language } from '../../../kernel/language.ts';
import type { Transaction } from '../../../platform/database.ts';
import type { Emit } from '../../../platform/events.ts';
import { changeBy, type SignInEvent } from '../sign-in.events.ts';
import { insertDevice, type SeenDevice } from './devices.sql.ts';

export type NoteDeviceDeps = { readonly emit: Emit<SignInEvent> };

/**
 * Notes the device of a session that was just opened. Where it is new, that is an event, which goes into `writes`. Does
 * nothing where the device has no mark.
 */
export async function noteDevice(
  { emit }: NoteDeviceDeps,
  tx: Transaction,
  writes: Promise<unknown>[],
  {
    sessionId,
    language = 'zh-CN',
    ...seen
  }: SeenDevice & { sessionId: string; language: Language | undefined },
): Promise<void> {
  const { deviceHash, customerId, now } = seen;
  if (deviceHash === undefined || !(await insertDevice(tx, seen, deviceHash))) return;
  const event = changeBy(customerId, language, now);
  writes.push(emit(tx, [{ type: 'signed_in_on_new_device', ...event, sessionId }]));
}
