import { readDelivery } from '#lib/settings/read-section.server.ts';
import { findSection, saveTyped } from '#lib/settings/save-section.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => findSection(event, 'delivery');

export const actions: Actions = {
  async save(event) {
    const form = await event.request.formData();
    return saveTyped(event, form, 'delivery', readDelivery(form));
  },
};
