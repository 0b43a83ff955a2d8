import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';

/** Documented, not enforced by the schema: its absence has a refusal code of its own. */
export const IdempotencyHeaders = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({ description: 'Required. 1 to 64 printable characters; the same for each retry.' }),
  ),
});

/** Where a repeat would do little harm: without a key each request is one of its own. */
export const OptionalIdempotencyHeaders = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({
      description: 'One of 1 to 64 printable characters does it once, however often it is sent.',
    }),
  ),
});

/** The key of a request, or undefined where it is missing or not 1 to 64 printable ASCII characters. */
export function idempotencyKeyOf(request: FastifyRequest): string | undefined {
  const key = request.headers['idempotency-key'];
  return typeof key === 'string' && /^[\x20-\x7e]{1,64}$/.test(key) ? key : undefined;
}
