import { fail, redirect } from '@sveltejs/kit';
import { requireOffice } from '#lib/access/guard.server.ts';
import { SETUP_STEPS } from '#lib/setup/setup-steps.ts';
import { m } from '#lib/words/m.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { settings, session } = requireOffice(event);
  return {
    ...(await settings.opening()),
    mayOpen: session.permissions.has('settings:change'),
  };
};

export const actions: Actions = {
  async open(event) {
    const { settings, session } = requireOffice(event, 'settings:change');
    const outcome = await settings.open(session);
    if (outcome.ok) redirect(303, '/admin/setup');
    if (outcome.error.code === 'shop_is_demo') return fail(409, { refusal: m.setup_lead_demo() });
    const steps = outcome.error.missing.map((step) => SETUP_STEPS[step].name()).join(m.role_separator());
    return fail(409, { refusal: m.setup_refused({ steps }) });
  },
};
