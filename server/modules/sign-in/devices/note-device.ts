import type { Language } from '../../../kernel/language.ts';
import type { Transaction } from '../../../platform/database.ts';
import type { EmitWhere } from '../../../platform/events.ts';
import { changeBy, type SignInEvent } from '../sign-in.events.ts';
import { notingDevice, type SeenDevice } from './devices.sql.ts';

export type NoteDeviceDeps = { readonly emitWhere: EmitWhere<SignInEvent> };

/**
 * Notes the device of a session that was just opened, and says that it is new where it is. One statement does both, so that
 * signing in waits for nothing. Does nothing where the device has no mark.
 */
export async function noteDevice(
  { emitWhere }: NoteDeviceDeps,
  tx: Transaction,
  {
    sessionId,
    language = 'zh-CN',
    ...seen
  }: SeenDevice & { sessionId: string; language: Language | undefined },
): Promise<void> {
  if (seen.deviceHash === undefined) return;
  const event = changeBy(seen.customerId, language, seen.now);
  await emitWhere(tx, notingDevice(seen), [{ type: 'signed_in_on_new_device', ...event, sessionId }]);
}
