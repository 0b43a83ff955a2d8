import type { RequestEvent } from '@sveltejs/kit';
import { chooseEncoding } from '#server/kernel/negotiate.ts';
import type { KeptPage } from '#server/platform/http/kept-pages.ts';

/** Pages that look the same for everybody who is nobody in particular. */
export const PUBLIC_ROUTES = new Set([
  '/(shop)',
  '/(shop)/category/[[slug]]',
  '/(shop)/product/[slug]',
  '/(shop)/search',
  '/(shop)/terms/[[version]]',
  '/(shop)/privacy/[[version]]',
  '/(shop)/legal/business',
]);

/** Renderings under way, so that a stampede on one page renders it once. */
const underWay = new Map<string, Promise<KeptPage | undefined>>();

/**
 * Renders a page, and where it is a public one hands it to the server, which answers it to other visitors for the next
 * second by itself. Only for visitors without any cookie of ours but language and theme: whoever has a cart or a session
 * gets a page of their own.
 */
export async function answerPublicPage(
  event: RequestEvent,
  render: () => Promise<Response>,
): Promise<Response> {
  const visit = event.platform?.req.visit;
  const key = isPublic(event) ? visit?.key : undefined;
  if (visit === undefined || key === undefined) return render();
  const acceptEncoding = event.request.headers.get('accept-encoding');
  const kept = await underWay.get(key);
  if (kept !== undefined) return toResponse(kept, acceptEncoding);
  let own: Response | undefined;
  const rendering = render().then(async (response) => {
    if (mayBeKept(response))
      return visit.keep({ headers: [...response.headers], body: await response.text() });
    own = response;
    return undefined;
  });
  // Who waits here gets nothing where the rendering fails or may not be kept, and renders for itself.
  underWay.set(
    key,
    rendering.catch(() => undefined),
  );
  try {
    const page = await rendering;
    return page === undefined ? (own ?? render()) : toResponse(page, acceptEncoding);
  } finally {
    underWay.delete(key);
  }
}

function isPublic({ request, route, isDataRequest }: RequestEvent): boolean {
  return request.method === 'GET' && !isDataRequest && route.id !== null && PUBLIC_ROUTES.has(route.id);
}

function mayBeKept(response: Response): boolean {
  const isPage = response.headers.get('content-type')?.startsWith('text/html') ?? false;
  return response.status === 200 && isPage && !response.headers.has('set-cookie');
}

/** All answers share the kept bytes: a stream hands them on as they are, where a body would be copied. */
function toResponse({ headers, bodies }: KeptPage, acceptEncoding: string | null): Response {
  const encoding = chooseEncoding(acceptEncoding ?? undefined);
  const bytes = bodies[encoding];
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(bytes);
      controller.close();
    },
  });
  return new Response(body, {
    headers: {
      ...headers,
      'content-length': String(bytes.length),
      ...(encoding === 'identity' ? {} : { 'content-encoding': encoding }),
    },
  });
}
