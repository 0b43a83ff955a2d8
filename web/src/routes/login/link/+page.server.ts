import { fail, redirect, type RequestEvent } from '@sveltejs/kit';
import { m } from '#lib/words/m.ts';
import { arrivalOf, attempterOf } from '#lib/sign-in/arrival.server.ts';
import { loginTrouble, type LoginTrouble } from '#lib/sign-in/login-words.server.ts';
import { isTicked, readCode, readPhone, readText } from '#lib/form/read-form.server.ts';
import { safePath } from '#lib/request/safe-path.server.ts';
import { dropSignInDraft, keepSignInDraft, readSignInDraft } from '#lib/sign-in/sign-in-draft.server.ts';
import { requestCodeErrors, signInErrors, type SignInErrors } from '#lib/sign-in/sign-in-words.server.ts';
import { maskPhone } from '#lib/address/view-address.server.ts';
import { takeOverVisitorCart } from '#lib/cart/visitor-cart.server.ts';
import { systemClock } from '#server/kernel/clock.ts';
import type { PendingLogin, Puzzle } from '#server/modules/identity/index.ts';
import type { Actions, PageServerLoad } from './$types';

/** Who waits for a phone in this browser; where nobody does, the sign-in page says so. */
async function requirePending({ locals }: Pick<RequestEvent, 'locals'>): Promise<PendingLogin> {
  const pending = await locals.shop.identity.pendingLogin(locals.jar.get('loginLink') ?? '');
  if (pending !== undefined) return pending;
  redirect(
    303,
    locals.session === undefined ? '/login?refused=login_link_expired&provider=wechat' : '/account',
  );
}

export const load: PageServerLoad = async ({ locals }) => {
  const { provider, displayName } = await requirePending({ locals });
  const draft = readSignInDraft(locals.jar);
  return {
    provider,
    displayName: displayName ?? null,
    phone: draft?.phone ?? '',
    sentTo: draft === undefined ? null : maskPhone(draft.phone),
    resendInMs: draft === undefined ? 0 : draft.resendAt - systemClock.now().getTime(),
    consentVersion: locals.shop.settings.consentVersion,
  };
};

type Refused = {
  errors?: SignInErrors;
  trouble?: LoginTrouble;
  puzzle?: Puzzle;
  puzzleFor?: 'requestCode' | 'link';
};

/** What is wrong and what was typed; the code is not sent back, since it has to be typed anew anyway. */
function refused(status: 403 | 409 | 422 | 429, phone: string, { errors = {}, ...more }: Refused) {
  const { trouble, puzzle, puzzleFor } = more;
  return fail(status, { phone, errors, trouble, puzzle, puzzleFor });
}

async function requestCode(event: RequestEvent) {
  const { request, locals } = event;
  await requirePending(event);
  const form = await request.formData();
  const phone = readPhone(form, 'phone');
  if (phone === '') return refused(422, phone, { errors: { phone: m.sign_in_phone_missing() } });
  const outcome = await locals.shop.identity.requestCode({
    phone,
    purpose: 'sign-in',
    work: readText(form, 'work', 4000),
    ...attempterOf(event),
  });
  if (!outcome.ok) {
    const { error } = outcome;
    const errors = requestCodeErrors(error);
    if (error.code === 'work_required')
      return refused(403, phone, { errors, puzzle: error.puzzle, puzzleFor: 'requestCode' });
    return refused(error.code === 'too_many_codes' ? 429 : 422, phone, { errors });
  }
  const { resendAfterSeconds, expiresInSeconds } = outcome.value;
  const now = systemClock.now().getTime();
  const draft = {
    phone,
    resendAt: now + resendAfterSeconds * 1000,
    expiresAt: now + expiresInSeconds * 1000,
  };
  keepSignInDraft(locals.jar, draft, expiresInSeconds);
  redirect(303, '/login/link#code');
}

async function link(event: RequestEvent) {
  const { request, locals } = event;
  const { provider } = await requirePending(event);
  const form = await request.formData();
  const phone = readPhone(form, 'phone');
  const code = readCode(form);
  const consented = isTicked(form, 'consent');
  const missing: SignInErrors = {
    ...(phone === '' && { phone: m.sign_in_phone_missing() }),
    ...(!/^\d{6}$/.test(code) && { code: m.sign_in_code_missing() }),
    ...(!consented && { consent: m.sign_in_consent_missing() }),
  };
  if (Object.keys(missing).length > 0) return refused(422, phone, { errors: missing });
  const outcome = await locals.shop.identity.completeLink({
    phone,
    code,
    consent: { terms: consented, privacy: consented, version: readText(form, 'consent', 40) },
    work: readText(form, 'work', 4000),
    ...arrivalOf(event),
    pendingToken: locals.jar.get('loginLink'),
  });
  if (outcome.ok) {
    const { token, customer, next } = outcome.value;
    locals.jar.keep('session', token);
    locals.jar.drop('loginLink');
    dropSignInDraft(locals.jar);
    await takeOverVisitorCart(locals, customer.id);
    redirect(303, safePath(next, '/account'));
  }
  const { error } = outcome;
  switch (error.code) {
    case 'login_link_expired':
    case 'login_linked_elsewhere':
    case 'login_provider_taken':
      return refused(409, phone, { trouble: loginTrouble(error.code, provider) });
    case 'work_required':
      return refused(403, phone, { errors: signInErrors(error), puzzle: error.puzzle, puzzleFor: 'link' });
    default:
      return refused(error.code === 'too_many_tries' ? 429 : 422, phone, { errors: signInErrors(error) });
  }
}

export const actions: Actions = { requestCode, link };
