import type { RequestEvent } from '@sveltejs/kit';

/** Where a request comes from, as the sign-in of the staff asks. */
export function fromOf({ request, getClientAddress }: RequestEvent): {
  clientAddress: string;
  userAgent: string;
} {
  return { clientAddress: getClientAddress(), userAgent: request.headers.get('user-agent') ?? '' };
}
