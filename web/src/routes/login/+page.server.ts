import { fail, redirect, type RequestEvent } from '@sveltejs/kit';
import { m } from '#lib/words/m.ts';
import { arrivalOf, attempterOf } from '#lib/sign-in/arrival.server.ts';
import { readLoginTrouble } from '#lib/sign-in/login-words.server.ts';
import { enterByPasskey, otherWaysIn } from '#lib/sign-in/other-ways-in.server.ts';
import { isTicked, readCode, readPhone, readText } from '#lib/form/read-form.server.ts';
import { safePath } from '#lib/request/safe-path.server.ts';
import { dropSignInDraft, keepSignInDraft, readSignInDraft } from '#lib/sign-in/sign-in-draft.server.ts';
import { requestCodeErrors, signInErrors, type SignInErrors } from '#lib/sign-in/sign-in-words.server.ts';
import { takeOverVisitorCart } from '#lib/cart/visitor-cart.server.ts';
import { maskPhone } from '#lib/address/view-address.server.ts';
import type { WorkRequired } from '#server/modules/identity/index.ts';
import { systemClock } from '#server/kernel/clock.ts';
import type { Actions, PageServerLoad } from './$types';

const AFTER_SIGN_IN = '/account';

const nextOf = (url: URL): string => safePath(url.searchParams.get('next'), AFTER_SIGN_IN);

export const load: PageServerLoad = ({ locals, url, request }) => {
  const next = nextOf(url);
  if (locals.session !== undefined) redirect(303, next);
  const draft = readSignInDraft(locals.jar);
  return {
    next,
    phone: draft?.phone ?? '',
    sentTo: draft === undefined ? null : maskPhone(draft.phone),
    resendInMs: draft === undefined ? 0 : draft.resendAt - systemClock.now().getTime(),
    ...otherWaysIn({ locals, request }),
    trouble: readLoginTrouble(url),
    consentVersion: locals.shop.settings.consentVersion,
  };
};

/** 422 with what is wrong and what was typed; the code is not sent back, since it has to be typed anew anyway. */
function refused(status: 422 | 429, phone: string, errors: SignInErrors) {
  return fail(status, { phone, errors, puzzle: undefined, puzzleFor: undefined });
}

/** The page solves it and sends the same form again. */
function puzzled(puzzleFor: 'requestCode' | 'signIn', phone: string, refusal: WorkRequired) {
  return fail(403, { phone, errors: signInErrors(refusal), puzzle: refusal.puzzle, puzzleFor });
}

async function requestCode(event: RequestEvent) {
  const { request, locals, url } = event;
  const form = await request.formData();
  const phone = readPhone(form, 'phone');
  if (phone === '') return refused(422, phone, { phone: m.sign_in_phone_missing() });
  const outcome = await locals.shop.identity.requestCode({
    phone,
    purpose: 'sign-in',
    work: readText(form, 'work', 4000),
    ...attempterOf(event),
  });
  if (!outcome.ok && outcome.error.code === 'work_required')
    return puzzled('requestCode', phone, outcome.error);
  if (!outcome.ok)
    return refused(
      outcome.error.code === 'too_many_codes' ? 429 : 422,
      phone,
      requestCodeErrors(outcome.error),
    );
  const { resendAfterSeconds, expiresInSeconds } = outcome.value;
  const now = systemClock.now().getTime();
  const draft = {
    phone,
    resendAt: now + resendAfterSeconds * 1000,
    expiresAt: now + expiresInSeconds * 1000,
  };
  keepSignInDraft(locals.jar, draft, expiresInSeconds);
  redirect(303, `/login?next=${encodeURIComponent(nextOf(url))}#code`);
}

async function signIn(event: RequestEvent) {
  const { request, locals, url } = event;
  const form = await request.formData();
  const phone = readPhone(form, 'phone');
  const code = readCode(form);
  const consented = isTicked(form, 'consent');
  // Found here, so that a slip costs none of the code's few tries, and all of it is said at once.
  const missing: SignInErrors = {
    ...(phone === '' && { phone: m.sign_in_phone_missing() }),
    ...(!/^\d{6}$/.test(code) && { code: m.sign_in_code_missing() }),
    ...(!consented && { consent: m.sign_in_consent_missing() }),
  };
  if (Object.keys(missing).length > 0) return refused(422, phone, missing);
  const outcome = await locals.shop.identity.signIn({
    phone,
    code,
    consent: { terms: consented, privacy: consented, version: readText(form, 'consent', 40) },
    work: readText(form, 'work', 4000),
    ...arrivalOf(event),
  });
  if (!outcome.ok) {
    const { error } = outcome;
    if (error.code === 'work_required') return puzzled('signIn', phone, error);
    return refused(error.code === 'too_many_tries' ? 429 : 422, phone, signInErrors(error));
  }
  const { token, customer } = outcome.value;
  locals.jar.keep('session', token);
  dropSignInDraft(locals.jar);
  await takeOverVisitorCart(locals, customer.id);
  redirect(303, nextOf(url));
}

const passkey = (event: RequestEvent) => enterByPasskey(event, nextOf(event.url));

export const actions: Actions = { requestCode, signIn, passkey };
