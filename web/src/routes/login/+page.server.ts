import { fail, redirect, type RequestEvent } from '@sveltejs/kit';
import { m } from '#lib/paraglide/messages.js';
import { arrivalOf, attempterOf } from '#lib/server/arrival.ts';
import { readLoginTrouble } from '#lib/server/login-words.ts';
import { enterByPasskey, otherWaysIn } from '#lib/server/other-ways-in.ts';
import { isTicked, readCode, readPhone, readText } from '#lib/server/read-form.ts';
import { safePath } from '#lib/server/safe-path.ts';
import { dropSignInDraft, keepSignInDraft, readSignInDraft } from '#lib/server/sign-in-draft.ts';
import { requestCodeErrors, signInErrors, type SignInErrors } from '#lib/server/sign-in-words.ts';
import { takeOverVisitorCart } from '#lib/server/visitor-cart.ts';
import { maskPhone } from '#lib/server/view-address.ts';
import type { WorkRequired } from '../../../../server/modules/sign-in/index.ts';
import { systemClock } from '../../../../server/kernel/clock.ts';
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
