import { fail, redirect } from '@sveltejs/kit';
import { m } from '#lib/words/m.ts';
import { proveFirst } from '#lib/account/prove-first.server.ts';
import { readText } from '#lib/form/read-form.server.ts';
import { requireSession } from '#lib/access/guard.server.ts';
import type { Actions, PageServerLoad } from './$types';

const HERE = '/account/sessions';

export const load: PageServerLoad = async (event) => {
  const session = requireSession(event);
  const sessions = await event.locals.shop.signIn.sessions(session);
  return { sessions, ending: event.url.searchParams.get('end') };
};

export const actions: Actions = {
  async end(event) {
    const session = requireSession(event);
    const id = readText(await event.request.formData(), 'id', 64);
    const outcome = await event.locals.shop.signIn.endSession(session, id);
    if (!outcome.ok) proveFirst('end_other_sessions', `${HERE}?${new URLSearchParams({ end: id })}`);
    return outcome.value ? redirect(303, HERE) : fail(404, { refusal: m.session_gone() });
  },
};
