import { fail } from '@sveltejs/kit';
import { readLine, readSearch } from '#lib/form/read-form.server.ts';
import { joinErrors, missingInJoin } from '#lib/member/join-words.server.ts';
import { drawQr } from '#lib/payment/draw-qr.server.ts';
import { readPassword } from '#lib/password/read-password.server.ts';
import { fromOf } from '#lib/staff-sign-in/read-staff-sign-in.server.ts';
import type { Actions, PageServerLoad } from './$types';

const LONGEST_TOKEN = 100;

const tokenOf = (url: URL): string => (url.searchParams.get('token') ?? '').slice(0, LONGEST_TOKEN);

export const load: PageServerLoad = async ({ locals, url }) => {
  const [token, account] = [tokenOf(url), readSearch(url.searchParams, 'account')];
  const opened = await locals.shop.staff.openInvitation(token, account, locals.jar.get('joining'));
  if (!opened.ok) return { invitation: undefined, token, account };
  const { roles, expiresAt, totp } = opened.value;
  locals.jar.keep('joining', totp.secret);
  // The code names the account, so it is drawn when there is one.
  const secret = account === '' ? undefined : { text: totp.secret, qr: drawQr(totp.uri) };
  return { invitation: { roles, expiresAt, secret }, token, account };
};

export const actions: Actions = {
  async join(event) {
    const { request, locals, url } = event;
    const form = await request.formData();
    const typed = { account: readLine(form, 'account'), name: readLine(form, 'name') };
    const given = { ...typed, password: readPassword(form), otp: readLine(form, 'code') };
    const missing = missingInJoin(given);
    if (missing !== undefined) return fail(422, { ...typed, errors: missing });
    const outcome = await locals.shop.staff.acceptInvitation(
      { ...given, password: given.password!, token: tokenOf(url) },
      fromOf(event),
    );
    if (!outcome.ok) return fail(422, { ...typed, errors: joinErrors(outcome.error) ?? {} });
    locals.jar.keep('staff', outcome.value.token);
    locals.jar.drop('joining');
    return { recoveryCodes: outcome.value.recoveryCodes };
  },
};
