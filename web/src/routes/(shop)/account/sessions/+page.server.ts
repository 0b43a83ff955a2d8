import { fail, redirect } from '@sveltejs/kit';
import { m } from '#lib/paraglide/messages.js';
import { readText } from '#lib/server/read-form.ts';
import { requireSession } from '#lib/server/require-session.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const session = requireSession(event);
  return { sessions: await event.locals.shop.identity.sessions(session) };
};

export const actions: Actions = {
  async end(event) {
    const session = requireSession(event);
    const id = readText(await event.request.formData(), 'id', 64);
    const ended = await event.locals.shop.identity.endSession(session, id);
    return ended ? redirect(303, '/account/sessions') : fail(404, { refusal: m.session_gone() });
  },
};
