import { openSession } from '../../server/modules/sign-in/sessions/open-session.ts';
import type { SignedIn } from '../../server/modules/sign-in/index.ts';

/** Opens a session for a test, of a customer whose account is open. */
export async function mustOpenSession(...given: Parameters<typeof openSession>): Promise<SignedIn> {
  const opened = await openSession(...given);
  if (!opened.ok) throw new Error(`no session is opened: ${opened.error.code}`);
  return opened.value;
}
