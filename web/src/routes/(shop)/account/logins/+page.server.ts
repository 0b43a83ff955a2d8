import { fail, redirect, type RequestEvent } from '@sveltejs/kit';
import { m } from '#lib/words/m.ts';
import { attempterOf } from '#lib/sign-in/arrival.server.ts';
import { loginTrouble, readLoginTrouble } from '#lib/sign-in/login-words.server.ts';
import { proveFirst } from '#lib/account/prove-first.server.ts';
import { readText } from '#lib/form/read-form.server.ts';
import { requireSession } from '#lib/access/guard.server.ts';
import { PROVIDERS, providerName, readProvider, withProvider } from '#lib/sign-in/provider-words.ts';
import type { LinkedLogin } from '#server/modules/sign-in/index.ts';
import type { Actions, PageServerLoad } from './$types';

const HERE = '/account/logins';

export const load: PageServerLoad = async (event) => {
  const { customerId } = requireSession(event);
  const { signIn } = event.locals.shop;
  const offered = signIn.loginProviders(event.request.headers.get('user-agent') ?? '');
  const linked = await signIn.logins(customerId);
  const linkOf = (name: string): LinkedLogin | undefined => linked.find(({ provider }) => provider === name);
  return {
    logins: PROVIDERS.filter((provider) => offered.includes(provider) || linkOf(provider) !== undefined).map(
      (provider) => ({ provider, link: linkOf(provider) ?? null }),
    ),
    trouble: readLoginTrouble(event.url),
    news: readNews(event.url, linkOf),
  };
};

/** What was just done, told only where it is so. */
function readNews(
  { searchParams }: URL,
  linkOf: (name: string) => LinkedLogin | undefined,
): { title: string; text: string } | undefined {
  const linked = readProvider(searchParams.get('linked'));
  if (linked !== undefined && linkOf(linked) !== undefined)
    return {
      title: withProvider(m.login_linked_title, linked),
      text: withProvider(m.login_linked_text, linked),
    };
  const unlinked = readProvider(searchParams.get('unlinked'));
  if (unlinked !== undefined && linkOf(unlinked) === undefined)
    return { title: withProvider(m.login_unlinked_title, unlinked), text: m.login_unlinked_text() };
  return undefined;
}

async function readProviderOf(event: RequestEvent) {
  return readProvider(readText(await event.request.formData(), 'provider', 20));
}

/**
 * Answers where to go instead of leading there: our content policy lets no form end at another origin, so the page does it
 * by a link that follows itself.
 */
async function link(event: RequestEvent) {
  const session = requireSession(event);
  const provider = await readProviderOf(event);
  if (provider === undefined) redirect(303, HERE);
  const started = await event.locals.shop.signIn.startLogin({
    provider,
    intent: 'link',
    next: `${HERE}?linked=${provider}`,
    browserToken: event.locals.jar.get('loginState'),
    session,
    ...attempterOf(event),
    userAgent: event.request.headers.get('user-agent') ?? '',
  });
  if (started.ok) {
    event.locals.jar.keep('loginState', started.value.browserToken);
    return { leave: { url: started.value.url, name: providerName(provider), provider } };
  }
  const { code } = started.error;
  if (code === 'step_up_required') proveFirst('link_login', HERE);
  return fail(code === 'too_many_tries' ? 429 : 409, { trouble: loginTrouble(code, provider) });
}

async function unlink(event: RequestEvent) {
  const session = requireSession(event);
  const provider = await readProviderOf(event);
  if (provider === undefined) redirect(303, HERE);
  const outcome = await event.locals.shop.signIn.unlinkLogin(session, provider);
  // What is not linked any more is what was asked for: the form may have been sent twice.
  if (outcome.ok || outcome.error.code === 'not_found') redirect(303, `${HERE}?unlinked=${provider}`);
  proveFirst('unlink_login', HERE);
}

export const actions: Actions = { link, unlink };
