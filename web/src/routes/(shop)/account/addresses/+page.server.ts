import { fail, redirect } from '@sveltejs/kit';
import { m } from '#lib/words/m.ts';
import { readText } from '#lib/form/read-form.server.ts';
import { requireSession } from '#lib/access/guard.server.ts';
import { viewAddresses } from '#lib/address/view-address.server.ts';
import type { AddressId } from '#server/kernel/ids.ts';
import type { Actions, PageServerLoad } from './$types';

const HERE = '/account/addresses';

export const load: PageServerLoad = async (event) => {
  const { customerId } = requireSession(event);
  return {
    addresses: viewAddresses(await event.locals.shop.addresses.addresses(customerId)),
    removing: event.url.searchParams.get('remove'),
  };
};

export const actions: Actions = {
  async makeDefault(event) {
    const { customerId } = requireSession(event);
    const id = readText(await event.request.formData(), 'id', 64) as AddressId;
    const changed = await event.locals.shop.addresses.changeAddress(customerId, id, { isDefault: true });
    return changed.ok ? redirect(303, HERE) : fail(404, { refusal: m.address_gone() });
  },

  async remove(event) {
    const { customerId } = requireSession(event);
    const id = readText(await event.request.formData(), 'id', 64) as AddressId;
    const removed = await event.locals.shop.addresses.removeAddress(customerId, id);
    return removed.ok ? redirect(303, HERE) : fail(404, { refusal: m.address_gone() });
  },
};
