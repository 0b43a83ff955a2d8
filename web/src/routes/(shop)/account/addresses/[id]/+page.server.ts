import { error, fail, redirect } from '@sveltejs/kit';
import { changeTypedAddress, draftAddress, readAddress } from '#lib/address/read-address.server.ts';
import { requireSession } from '#lib/access/guard.server.ts';
import type { AddressId } from '#server/kernel/ids.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { customerId } = requireSession(event);
  const { addresses } = event.locals.shop;
  const address = (await addresses.addresses(customerId)).find(({ id }) => id === event.params.id);
  if (address === undefined) error(404, 'no such address');
  const { recipient, phone, regionCode, street, isDefault } = address;
  const typed = { recipient, phone, province: '', city: '', regionCode, street, isDefault };
  return { address: draftAddress(addresses, typed) };
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
    const changed = await changeTypedAddress(shop, customerId, event.params.id as AddressId, address.values);
    return changed.ok ? redirect(303, '/account/addresses') : fail(422, { address, errors: changed.error });
  },
};
