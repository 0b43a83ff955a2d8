import type { FastifyReply } from 'fastify';
import { isKnown } from './etag.ts';

/** JSON that is written already and sent many times: what wrote it has compared it with its schema. */
export type WrittenDocument = { readonly body: string | Buffer; readonly etag: string };

/** Sends it, or a 304 to who has it; with what it may be kept by. */
export function sendDocument(
  reply: FastifyReply,
  { body, etag }: WrittenDocument,
  headers: { readonly 'cache-control': string; readonly vary?: string },
): FastifyReply {
  reply.headers({ ...headers, etag });
  if (isKnown(reply.request.headers['if-none-match'], etag)) return reply.code(304).send();
  return reply.type('application/json; charset=utf-8').send(body);
}
