import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ShopCookie, ShopCookies } from '../../kernel/cookies.ts';

/** What a route needs that keeps something in browsers. */
export type CookieSettings = { readonly cookies: ShopCookies };

export function readCookie(request: FastifyRequest, { name }: ShopCookie): string | undefined {
  return request.cookies[name];
}

export function keepCookie(reply: FastifyReply, { name, options }: ShopCookie, value: string): FastifyReply {
  return reply.setCookie(name, value, options);
}

export function dropCookie(reply: FastifyReply, { name, options }: ShopCookie): FastifyReply {
  return reply.clearCookie(name, options);
}
