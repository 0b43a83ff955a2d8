import type { ReadyMadeRole } from '../../server/modules/staff/index.ts';
import { makeCaller, type Caller } from './shopper.ts';

export type StaffCaller = Caller & { readonly token: string; readonly staffId: string };

/** Somebody of a demo shop's staff with a ready-made role. */
export async function signInAs(url: string, role: ReadyMadeRole): Promise<StaffCaller> {
  const { status, body } = await makeCaller(url).call('POST', '/demo/staff-sessions', { body: { role } });
  if (status !== 201) throw new Error(`nobody is let in as ${role}: ${JSON.stringify(body)}`);
  return { ...makeCaller(url, body.token), token: body.token, staffId: body.staff.id };
}
