import { fail, redirect, type RequestEvent } from '@sveltejs/kit';
import { readLine, readText } from '#lib/form/read-form.server.ts';
import { readPasskeyAnswer } from '#lib/passkey/passkey-words.server.ts';
import { safePath } from '#lib/request/safe-path.server.ts';
import { isRole } from '#lib/role/role-words.ts';
import {
  missingWords,
  refusalWords,
  type StaffSignInTrouble,
} from '#lib/staff-sign-in/staff-sign-in-words.server.ts';
import { readPassword } from '#lib/password/read-password.server.ts';
import { fromOf } from '#lib/staff-sign-in/read-staff-sign-in.server.ts';
import type { Actions, PageServerLoad } from './$types';

const nextOf = (url: URL): string => safePath(url.searchParams.get('next'), '/admin');

export const load: PageServerLoad = ({ locals, url }) => {
  if (locals.staff !== undefined) redirect(303, nextOf(url));
  const { place } = locals.shop.staff.passkeys;
  return { isDemo: locals.shop.demo !== undefined, passkeyOrigin: place.offered ? place.origin : null };
};

/** With what is wrong and the account that was typed; neither password nor code is ever sent back. */
function refused(account: string, { status, ...trouble }: StaffSignInTrouble) {
  return fail(status, { account, ...trouble });
}

async function signIn(event: RequestEvent) {
  const { request, locals, url } = event;
  const form = await request.formData();
  const given = {
    account: readLine(form, 'account'),
    password: readPassword(form),
    otp: readLine(form, 'code'),
  };
  const missing = missingWords(given);
  if (missing !== undefined) return refused(given.account, missing);
  const { account, password, otp } = given;
  const outcome = await locals.shop.staff.signIn({ account, password: password!, otp }, fromOf(event));
  if (!outcome.ok) return refused(given.account, refusalWords(outcome.error));
  locals.jar.keep('staff', outcome.value.token);
  redirect(303, nextOf(url));
}

async function passkey(event: RequestEvent) {
  const { request, locals, url } = event;
  const response = readPasskeyAnswer(await request.formData());
  const answer = { response, browser: locals.jar.get('passkey') };
  const outcome = await locals.shop.staff.passkeys.signIn(answer, fromOf(event));
  if (!outcome.ok) return refused('', refusalWords(outcome.error));
  locals.jar.keep('staff', outcome.value.token);
  redirect(303, nextOf(url));
}

/** Only a demo shop lets anybody look around. */
async function enter(event: RequestEvent) {
  const { request, locals, url } = event;
  const role = readText(await request.formData(), 'role', 40);
  if (locals.shop.demo === undefined || !isRole(role)) redirect(303, '/admin/sign-in');
  const outcome = await locals.shop.demo.openStaffSession(role, fromOf(event));
  if (!outcome.ok) return refused('', refusalWords(outcome.error));
  locals.jar.keep('staff', outcome.value.token);
  redirect(303, nextOf(url));
}

export const actions: Actions = { signIn, passkey, enter };
