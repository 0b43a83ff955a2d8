import { fail, redirect, type RequestEvent } from '@sveltejs/kit';
import { m } from '#lib/words/m.ts';
import { arrivalOf } from '#lib/sign-in/arrival.server.ts';
import { enterByPasskey, otherWaysIn } from '#lib/sign-in/other-ways-in.server.ts';
import { passwordSignInErrors, type PasswordSignInErrors } from '#lib/password/password-words.server.ts';
import { readPhone } from '#lib/form/read-form.server.ts';
import { readPassword } from '#lib/password/read-password.server.ts';
import { safePath } from '#lib/request/safe-path.server.ts';
import { welcome } from '#lib/sign-in/welcome.server.ts';
import type { Actions, PageServerLoad } from './$types';

/** Of the page that tells a refusal, where it is not 422. */
const STATUS: Readonly<Record<string, number>> = { too_many_tries: 429, overloaded: 503 };

const nextOf = (url: URL): string => safePath(url.searchParams.get('next'), '/account');

export const load: PageServerLoad = ({ locals, url, request }) => {
  const next = nextOf(url);
  if (locals.session !== undefined) redirect(303, next);
  return { next, hasForgotten: url.searchParams.has('forgot'), ...otherWaysIn({ locals, request }) };
};

/** With what is wrong and the phone that was typed; a password is never sent back. */
function refused(status: number, phone: string, errors: PasswordSignInErrors) {
  return fail(status, { phone, errors });
}

async function signIn(event: RequestEvent) {
  const { request, locals, url } = event;
  const form = await request.formData();
  const phone = readPhone(form, 'phone');
  const password = readPassword(form);
  if (phone === '' || password === undefined)
    return refused(422, phone, {
      ...(phone === '' && { phone: m.sign_in_phone_missing() }),
      ...(password === undefined && { password: m.password_missing() }),
    });
  const outcome = await locals.shop.signIn.signInByPassword({
    phone,
    password,
    ...arrivalOf(event),
  });
  if (!outcome.ok) {
    return refused(STATUS[outcome.error.code] ?? 422, phone, passwordSignInErrors(outcome.error));
  }
  await welcome(locals, outcome.value);
  redirect(303, nextOf(url));
}

const passkey = (event: RequestEvent) => enterByPasskey(event, nextOf(event.url));

export const actions: Actions = { signIn, passkey };
