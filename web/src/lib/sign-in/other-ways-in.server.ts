import { fail, redirect, type RequestEvent, type ServerLoadEvent } from '@sveltejs/kit';
import { m } from '#lib/words/m.ts';
import { providerName, withProvider } from './provider-words.ts';
import { arrivalOf } from './arrival.server.ts';
import { passkeyOrigin } from '../passkey/passkey-place.server.ts';
import { passkeyWords, readPasskeyAnswer } from '../passkey/passkey-words.server.ts';
import { welcome } from './welcome.server.ts';

/** Of the fields of both pages, since the form below stands on either. */
type Errors = Readonly<Partial<Record<'phone' | 'code' | 'consent' | 'password' | 'passkey', string>>>;

/** What stands below the form for code or password: passkeys where the shop offers them, and the providers of this browser. */
export function otherWaysIn({ locals, request }: Pick<ServerLoadEvent, 'locals' | 'request'>) {
  return {
    passkeyOrigin: passkeyOrigin(locals.shop),
    providers: locals.shop.signIn.loginProviders(request.headers.get('user-agent') ?? '').map((provider) => ({
      provider,
      name: providerName(provider),
      label: withProvider(m.login_sign_in_by, provider),
    })),
  };
}

/** The form action by which a passkey signs in; leads on to `next`. */
export async function enterByPasskey(event: RequestEvent, next: string) {
  const { request, locals } = event;
  const outcome = await locals.shop.signIn.signInByPasskey({
    response: readPasskeyAnswer(await request.formData()),
    browser: locals.jar.get('passkey'),
    ...arrivalOf(event),
  });
  if (!outcome.ok) {
    const errors: Errors = {
      passkey: passkeyWords(outcome.error),
    };
    return fail(outcome.error.code === 'too_many_tries' ? 429 : 422, { phone: undefined, errors });
  }
  await welcome(locals, outcome.value);
  redirect(303, next);
}
