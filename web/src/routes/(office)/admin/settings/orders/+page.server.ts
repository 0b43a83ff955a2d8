import { requireOffice } from '#lib/access/guard.server.ts';
import { readOrders } from '#lib/settings/read-section.server.ts';
import { findSection, saveTyped } from '#lib/settings/save-section.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => ({
  ...(await findSection(event, 'orders')),
  minutes: requireOffice(event).settings.minutes,
  mostDays: requireOffice(event).settings.mostProtectionDays,
});

export const actions: Actions = {
  async save(event) {
    const form = await event.request.formData();
    return saveTyped(event, form, 'orders', readOrders(form));
  },
};
