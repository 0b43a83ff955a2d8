import { redirect } from '@sveltejs/kit';
import { askAgain } from '#lib/privacy/consent-bar.server.ts';
import { passkeyOrigin } from '#lib/passkey/passkey-place.server.ts';
import { requireSession } from '#lib/access/guard.server.ts';
import type { OrderState } from '#server/modules/ordering/index.ts';
import type { Actions, PageServerLoad } from './$types';

/** The states whose number stands at their sign. */
const COUNTED: readonly OrderState[] = ['awaiting_payment', 'awaiting_shipment', 'shipped'];

export const load: PageServerLoad = async (event) => {
  const session = requireSession(event);
  const { customerId, displayName, phoneMasked } = session;
  const { shop, language, jar } = event.locals;
  const [latest, counts, addresses, passkeys, password, consents, deletion] = await Promise.all([
    shop.ordering.list(customerId, { limit: 1 }, language),
    shop.ordering.count(customerId, COUNTED),
    shop.addresses.addresses(customerId),
    shop.signIn.passkeys(session),
    shop.signIn.passwordStatus(session),
    shop.customers.consents(customerId),
    shop.privacy.deletion(customerId),
  ]);
  return {
    displayName,
    phoneMasked,
    latest: latest.items[0] ?? null,
    counts: {
      awaiting_payment: counts.get('awaiting_payment') ?? 0,
      awaiting_shipment: counts.get('awaiting_shipment') ?? 0,
      shipped: counts.get('shipped') ?? 0,
    },
    addressCount: addresses.length,
    passkeyCount: passkeys.length,
    offersPasskey: passkeys.length === 0 && jar.get('passkeyOffer') === undefined,
    passkeyOrigin: passkeyOrigin(shop),
    hasPassword: password.isSet,
    asked: askAgain(consents, '/account'),
    eraseAt: deletion?.eraseAt ?? null,
  };
};

export const actions: Actions = {
  /** Not asked again on this device. */
  dismissPasskeyOffer({ locals }) {
    locals.jar.keep('passkeyOffer', 'no');
    redirect(303, '/account');
  },
};
