import { redirect, type RequestEvent } from '@sveltejs/kit';
import { safePath } from '#lib/request/safe-path.server.ts';
import { arrivalOf } from '#lib/sign-in/arrival.server.ts';
import { signInDrafts } from '#lib/sign-in/code-draft.server.ts';
import { readCodeForm, refused, refusedBy, requestCode } from '#lib/sign-in/code-form.server.ts';
import { loginTrouble } from '#lib/sign-in/login-words.server.ts';
import { welcome } from '#lib/sign-in/welcome.server.ts';
import type { PendingLogin } from '#server/modules/sign-in/index.ts';
import type { Actions, PageServerLoad } from './$types';

/** Who waits for a phone in this browser; where nobody does, the sign-in page says so. */
async function requirePending({ locals }: Pick<RequestEvent, 'locals'>): Promise<PendingLogin> {
  const pending = await locals.shop.signIn.pendingLogin(locals.jar.get('loginLink') ?? '');
  if (pending !== undefined) return pending;
  redirect(
    303,
    locals.session === undefined ? '/login?refused=login_link_expired&provider=wechat' : '/account',
  );
}

export const load: PageServerLoad = async ({ locals }) => {
  const { provider, displayName } = await requirePending({ locals });
  return {
    provider,
    displayName: displayName ?? null,
    ...signInDrafts.show(locals.jar),
    consentVersion: locals.shop.settings.consentVersion,
  };
};

async function link(event: RequestEvent) {
  const { request, locals } = event;
  const { provider } = await requirePending(event);
  const { typed, missing } = readCodeForm(await request.formData());
  if (missing) return refused(422, typed.phone, { errors: missing });
  const outcome = await locals.shop.signIn.completeLink({
    ...typed,
    ...arrivalOf(event),
    pendingToken: locals.jar.get('loginLink'),
  });
  if (outcome.ok) {
    locals.jar.drop('loginLink');
    await welcome(locals, outcome.value);
    redirect(303, safePath(outcome.value.next, '/account'));
  }
  const { error } = outcome;
  switch (error.code) {
    case 'login_link_expired':
    case 'login_linked_elsewhere':
    case 'login_provider_taken':
      return refused(409, typed.phone, { trouble: loginTrouble(error.code, provider) });
    default:
      return refusedBy(error, typed.phone, 'link');
  }
}

export const actions: Actions = {
  requestCode: async (event) => {
    await requirePending(event);
    return requestCode(event, '/login/link');
  },
  link,
};
