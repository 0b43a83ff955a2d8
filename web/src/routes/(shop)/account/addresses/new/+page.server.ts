import { fail, redirect } from '@sveltejs/kit';
import { addTypedAddress, draftAddress, NO_ADDRESS, readAddress } from '#lib/address/read-address.server.ts';
import { requireSession } from '#lib/access/guard.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => {
  requireSession(event);
  return { address: draftAddress(event.locals.shop.addresses, NO_ADDRESS) };
};

export const actions: Actions = {
  /** Without script: fills the next select and keeps what was typed. */
  async refresh(event) {
    requireSession(event);
    return { address: readAddress(await event.request.formData(), event.locals.shop.addresses) };
  },

  async save(event) {
    const { customerId } = requireSession(event);
    const { shop } = event.locals;
    const address = readAddress(await event.request.formData(), shop.addresses);
    const added = await addTypedAddress(shop, customerId, address.values);
    return added.ok ? redirect(303, '/account/addresses') : fail(422, { address, errors: added.error });
  },
};
