import { redirect } from '@sveltejs/kit';
import type { RequestHandler } from './$types';

/** Also for whoever was signed out elsewhere meanwhile: leaving never leads back here first. */
export const POST: RequestHandler = async ({ locals }) => {
  const { staff, shop, jar } = locals;
  if (staff !== undefined) await shop.staff.sessions.end(staff, staff.sessionId);
  jar.drop('staff');
  redirect(303, '/admin/sign-in');
};
