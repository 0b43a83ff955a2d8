import { error } from '@sveltejs/kit';
import { requireOffice } from '#lib/access/guard.server.ts';
import {
  addNote,
  changeTags,
  closeOrOpen,
  removeNote,
  reveal,
} from '#lib/customer/change-customer.server.ts';
import { viewCard } from '#lib/customer/customer-view.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { customerCare, staff, session } = requireOffice(event);
  const { searchParams } = event.url;
  const [card, members] = await Promise.all([
    customerCare.show(event.params.id, event.locals.language),
    staff.members(),
  ]);
  if (card === undefined) error(404, 'no such customer');
  const isThere = card.phoneMasked !== null;
  const mayChange = isThere && session.permissions.has('customers:change');
  const mayReveal = isThere && session.permissions.has('customers:reveal');
  const asked = searchParams.get('reveal');
  const asksTags = mayChange && searchParams.has('tags');
  return {
    ...{ mayChange, mayReveal, asksTags },
    card: viewCard(card, new Map<string, string>(members.map(({ id, name }) => [id, name]))),
    known: asksTags ? await customerCare.knownTags() : [],
    /** The phone, or the id of an address of theirs. */
    revealing:
      mayReveal && (asked === 'phone' || card.addresses.some(({ id }) => id === asked))
        ? (asked ?? undefined)
        : undefined,
    asksToClose: mayChange && searchParams.has('close') && card.deactivatedAt === null,
    asksToOpen: mayChange && searchParams.has('open') && card.deactivatedAt !== null,
    hasChanged: searchParams.has('changed'),
  };
};

export const actions: Actions = {
  reveal,
  tags: changeTags,
  note: addNote,
  unnote: removeNote,
  close: (event) => closeOrOpen(event, 'deactivate'),
  open: (event) => closeOrOpen(event, 'reactivate'),
};
