import type { GivenPassword } from '#server/modules/sign-in/index.ts';

/** Longer than a password may be, and than a sealed one ever is: what is cut off is refused, never taken. */
const LONGEST_TYPED = 1024;
const LONGEST_SEALED = 8192;

/**
 * The password of a form: sealed by the page's script, else as it was typed, spaces at its ends included. Undefined where
 * there is none.
 */
export function readPassword(form: FormData): GivenPassword | undefined {
  const sealedPassword = form.get('sealedPassword');
  if (typeof sealedPassword === 'string' && sealedPassword !== '')
    return { sealedPassword: sealedPassword.slice(0, LONGEST_SEALED) };
  const password = form.get('password');
  return typeof password === 'string' && password !== ''
    ? { password: password.slice(0, LONGEST_TYPED) }
    : undefined;
}
