import { redirect } from '@sveltejs/kit';
import type { RequestHandler } from './$types';

/** Also for whoever was signed out elsewhere meanwhile: leaving never leads to a page for signing in. */
export const POST: RequestHandler = async ({ locals }) => {
  if (locals.session !== undefined) await locals.shop.signIn.signOut(locals.session);
  locals.jar.drop('session');
  redirect(303, '/');
};
