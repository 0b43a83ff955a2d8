import { fail, redirect, type RequestEvent } from '@sveltejs/kit';
import type { Puzzle, SignInRefusal } from '#server/modules/sign-in/index.ts';
import { m } from '#lib/words/m.ts';
import { isTicked, readCode, readPhone, readText } from '../form/read-form.server.ts';
import { attempterOf } from './arrival.server.ts';
import type { LoginTrouble } from './login-words.server.ts';
import { signInDrafts } from './code-draft.server.ts';
import { requestCodeErrors, signInErrors, type SignInErrors } from './sign-in-words.server.ts';

/** What the pages share where a phone and a code sign in: asking for a code, reading the form, and saying what is wrong. */

type Refused = {
  errors?: SignInErrors;
  trouble?: LoginTrouble;
  /** The page solves it and sends the form of that action again. */
  puzzle?: Puzzle;
  puzzleFor?: string;
};

/** What is wrong and what was typed; the code is not sent back, since it has to be typed anew anyway. */
export function refused(status: 403 | 409 | 422 | 429, phone: string, { errors = {}, ...more }: Refused) {
  const { trouble, puzzle, puzzleFor } = more;
  return fail(status, { phone, errors, trouble, puzzle, puzzleFor });
}

/** The form action that sends a code to the phone that was typed, and comes back to `page` at the field for it. */
export async function requestCode(event: RequestEvent, page: string) {
  const { request, locals } = event;
  const form = await request.formData();
  const phone = readPhone(form, 'phone');
  if (phone === '') return refused(422, phone, { errors: { phone: m.sign_in_phone_missing() } });
  const outcome = await locals.shop.signIn.requestCode({
    phone,
    purpose: 'sign-in',
    work: readText(form, 'work', 4000),
    ...attempterOf(event),
  });
  if (outcome.ok) {
    signInDrafts.keep(locals.jar, phone, outcome.value);
    redirect(303, `${page}#code`);
  }
  const { error } = outcome;
  const errors = requestCodeErrors(error);
  if (error.code === 'work_required')
    return refused(403, phone, { errors, puzzle: error.puzzle, puzzleFor: 'requestCode' });
  return refused(error.code === 'too_many_codes' ? 429 : 422, phone, { errors });
}

/** The form that signs in. `missing` is found here, so that a slip costs none of the code's few tries, and all of it is said at once. */
export function readCodeForm(form: FormData) {
  const phone = readPhone(form, 'phone');
  const code = readCode(form);
  const consented = isTicked(form, 'consent');
  const missing: SignInErrors = {
    ...(phone === '' && { phone: m.sign_in_phone_missing() }),
    ...(!/^\d{6}$/.test(code) && { code: m.sign_in_code_missing() }),
    ...(!consented && { consent: m.sign_in_consent_missing() }),
  };
  return {
    typed: {
      phone,
      code,
      consent: { terms: consented, privacy: consented, version: readText(form, 'consent', 40) },
      work: readText(form, 'work', 4000),
    },
    missing: Object.keys(missing).length > 0 ? missing : undefined,
  };
}

/** What the shop said against the form of this action. */
export function refusedBy(error: SignInRefusal, phone: string, action: string) {
  const errors = signInErrors(error);
  if (error.code === 'work_required')
    return refused(403, phone, { errors, puzzle: error.puzzle, puzzleFor: action });
  return refused(error.code === 'too_many_tries' ? 429 : 422, phone, { errors });
}
