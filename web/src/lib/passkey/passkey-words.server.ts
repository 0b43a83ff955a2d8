import { m } from '#lib/words/m.ts';
import { formatTime } from '../format/time.ts';
import type {
  AddPasskeyRefusal,
  ProveByPasskeyRefusal,
  SignInByPasskeyRefusal,
} from '#server/modules/sign-in/index.ts';
import { waitWords } from '../sign-in/sign-in-words.server.ts';

type Refusal =
  ProveByPasskeyRefusal | SignInByPasskeyRefusal | Exclude<AddPasskeyRefusal, { code: 'step_up_required' }>;

/** What a refusal of a passkey says to the person at the page. */
export function passkeyWords(refusal: Refusal): string {
  switch (refusal.code) {
    case 'passkeys_not_here':
      return m.passkey_not_here_title();
    case 'too_many_tries':
      return m.sign_in_too_many_tries({ wait: waitWords(refusal.retryAfterSeconds) });
    case 'account_deactivated':
      return m.account_deactivated_text();
    case 'challenge_expired':
      return m.passkey_expired();
    case 'passkey_unknown':
      return m.passkey_unknown();
    case 'passkey_rejected':
      return m.passkey_rejected();
    case 'passkey_copied':
      return m.passkey_copied();
    case 'passkey_too_new':
      return m.passkey_too_new({ time: formatTime(refusal.provesFrom).slice(0, 16) });
    case 'passkey_exists':
      return m.passkey_exists();
    case 'passkey_name_invalid':
      return m.passkey_name_invalid();
    case 'too_many_passkeys':
      return m.passkey_too_many({ count: refusal.limit });
  }
}

/** What the browser's script sent along with a form. Nothing of it is believed before the shop has checked it. */
export function readPasskeyAnswer(form: FormData): unknown {
  const text = form.get('response');
  if (typeof text !== 'string') return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
