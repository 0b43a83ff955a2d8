import { fail, redirect, type RequestEvent } from '@sveltejs/kit';
import { m } from '#lib/words/m.ts';
import { attempterOf } from '#lib/sign-in/arrival.server.ts';
import { passkeyOrigin } from '#lib/passkey/passkey-place.server.ts';
import { passkeyWords, readPasskeyAnswer } from '#lib/passkey/passkey-words.server.ts';
import { actWords } from '#lib/account/prove-first.server.ts';
import { readCode } from '#lib/form/read-form.server.ts';
import { requireSession } from '#lib/access/guard.server.ts';
import { safePath } from '#lib/request/safe-path.server.ts';
import { requestCodeErrors, signInErrors } from '#lib/sign-in/sign-in-words.server.ts';
import { systemClock } from '#server/kernel/clock.ts';
import type { Actions, PageServerLoad } from './$types';

const nextOf = (url: URL): string => safePath(url.searchParams.get('next'), '/account');

export const load: PageServerLoad = async (event) => {
  const session = requireSession(event);
  const { searchParams } = event.url;
  const { shop } = event.locals;
  const passkeys = await shop.signIn.passkeys(session);
  const now = systemClock.now();
  const isProving = passkeys.some(({ provesFrom }) => provesFrom <= now);
  return {
    act: actWords(event.url) ?? null,
    passkeyOrigin: isProving ? passkeyOrigin(shop) : null,
    isPasskeyTooNew: passkeys.length > 0 && !isProving,
    next: nextOf(event.url),
    phoneMasked: session.phoneMasked,
    wasSent: searchParams.has('sent'),
    resendInMs: searchParams.has('sent') ? 60_000 : 0,
  };
};

async function requestCode(event: RequestEvent) {
  const session = requireSession(event);
  const outcome = await event.locals.shop.signIn.requestProofCode(session, attempterOf(event));
  if (!outcome.ok) return fail(429, { error: requestCodeErrors(outcome.error).code });
  const asked = new URLSearchParams([...event.url.searchParams].filter(([name]) => !name.startsWith('/')));
  asked.set('sent', '');
  redirect(303, `/account/prove?${asked}#code`);
}

async function prove(event: RequestEvent) {
  const session = requireSession(event);
  const code = readCode(await event.request.formData());
  if (!/^\d{6}$/.test(code)) return fail(422, { error: m.sign_in_code_missing() });
  const outcome = await event.locals.shop.signIn.proveByCode(session, code, attempterOf(event));
  if (!outcome.ok) return fail(422, { error: signInErrors(outcome.error).code });
  redirect(303, nextOf(event.url));
}

async function passkey(event: RequestEvent) {
  const session = requireSession(event);
  const response = readPasskeyAnswer(await event.request.formData());
  const outcome = await event.locals.shop.signIn.proveByPasskey(session, response, attempterOf(event));
  if (!outcome.ok)
    return fail(outcome.error.code === 'too_many_tries' ? 429 : 422, {
      passkeyError: passkeyWords(outcome.error),
    });
  redirect(303, nextOf(event.url));
}

export const actions: Actions = { requestCode, prove, passkey };
