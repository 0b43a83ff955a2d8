import { error } from '@sveltejs/kit';
import { isPrefetch } from '#server/kernel/prefetch.ts';

/** Refuses what a browser fetches ahead, where a visit changes something: it asks again when somebody really goes there. */
export function refusePrefetch(request: Request): void {
  if (isPrefetch((name) => request.headers.get(name))) error(503, 'this address is not fetched ahead');
}

/** A look at such an address, which changes nothing: without it SvelteKit answers HEAD by doing what GET does. */
export const answerHead = (): Response => new Response(null, { headers: { 'cache-control': 'no-store' } });
