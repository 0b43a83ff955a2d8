import type { CustomerId } from '#server/kernel/ids.ts';
import { takeOverVisitorCart } from '../cart/visitor-cart.server.ts';
import { signInDrafts } from './code-draft.server.ts';

/** What every way of signing in on a page ends with: this browser keeps the session, and its cart becomes the customer's. */
export async function welcome(
  locals: App.Locals,
  { token, customer }: { readonly token: string; readonly customer: { readonly id: CustomerId } },
): Promise<void> {
  locals.jar.keep('session', token);
  signInDrafts.drop(locals.jar);
  await takeOverVisitorCart(locals, customer.id);
}
