import { redirect, type RequestEvent } from '@sveltejs/kit';
import { safePath } from '#lib/request/safe-path.server.ts';
import { arrivalOf } from '#lib/sign-in/arrival.server.ts';
import { signInDrafts } from '#lib/sign-in/code-draft.server.ts';
import { readCodeForm, refused, refusedBy, requestCode } from '#lib/sign-in/code-form.server.ts';
import { readLoginTrouble } from '#lib/sign-in/login-words.server.ts';
import { enterByPasskey, otherWaysIn } from '#lib/sign-in/other-ways-in.server.ts';
import { welcome } from '#lib/sign-in/welcome.server.ts';
import type { Actions, PageServerLoad } from './$types';

const AFTER_SIGN_IN = '/account';

const nextOf = (url: URL): string => safePath(url.searchParams.get('next'), AFTER_SIGN_IN);

export const load: PageServerLoad = ({ locals, url, request }) => {
  const next = nextOf(url);
  if (locals.session !== undefined) redirect(303, next);
  return {
    next,
    ...signInDrafts.show(locals.jar),
    ...otherWaysIn({ locals, request }),
    trouble: readLoginTrouble(url),
    consentVersion: locals.shop.settings.consentVersion,
  };
};

async function signIn(event: RequestEvent) {
  const { request, locals, url } = event;
  const { typed, missing } = readCodeForm(await request.formData());
  if (missing) return refused(422, typed.phone, { errors: missing });
  const outcome = await locals.shop.signIn.signIn({ ...typed, ...arrivalOf(event) });
  if (!outcome.ok) return refusedBy(outcome.error, typed.phone, 'signIn');
  await welcome(locals, outcome.value);
  redirect(303, nextOf(url));
}

export const actions: Actions = {
  requestCode: (event) => requestCode(event, `/login?next=${encodeURIComponent(nextOf(event.url))}`),
  signIn,
  passkey: (event) => enterByPasskey(event, nextOf(event.url)),
};
