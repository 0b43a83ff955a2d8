import { redirect } from '@sveltejs/kit';
import { attempterOf } from '#lib/sign-in/arrival.server.ts';
import { answerHead, refusePrefetch } from '#lib/sign-in/meant.server.ts';
import { safePath } from '#lib/request/safe-path.server.ts';
import type { RequestHandler } from './$types';

/** Sends the browser to a provider. It changes nothing but a note that it went there, so a link may do it. */
export const GET: RequestHandler = async (event) => {
  const { params, url, locals, request } = event;
  refusePrefetch(request);
  const next = safePath(url.searchParams.get('next'), '/account');
  const { publicUrl } = locals.shop.settings;
  // Providers lead back to the public address, where cookies of another name of this machine are not seen.
  if (url.origin !== publicUrl && !url.searchParams.has('here')) {
    const query = new URLSearchParams({ next, here: '' });
    redirect(303, `${publicUrl}/login/with/${encodeURIComponent(params.provider)}?${query}`, {
      external: [publicUrl],
    });
  }
  const started = await locals.shop.signIn.startLogin({
    provider: params.provider,
    intent: 'sign-in',
    next,
    browserToken: locals.jar.get('loginState'),
    session: undefined,
    ...attempterOf(event),
    userAgent: request.headers.get('user-agent') ?? '',
  });
  if (!started.ok) {
    const query = new URLSearchParams({ refused: started.error.code, provider: params.provider, next });
    redirect(303, `/login?${query}`);
  }
  locals.jar.keep('loginState', started.value.browserToken);
  redirect(303, started.value.url, { external: true });
};

export const HEAD: RequestHandler = answerHead;
