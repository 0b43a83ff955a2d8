import { m } from '#lib/words/m.ts';
import type { BackOffice } from '#server/shop.ts';
import { formatTime } from '../format/time.ts';

type Card = NonNullable<Awaited<ReturnType<BackOffice['customerCare']['show']>>>;

/** A customer's card as a page shows it: names in the place of the ids of staff, consents in words. */
export type CardView = Omit<Card, 'consents' | 'notes' | 'deactivation' | 'orders'> & {
  readonly orders: readonly Pick<
    Card['orders'][number],
    'orderNo' | 'state' | 'placedAt' | 'totalAmount' | 'pieceCount'
  >[];
  readonly consents: readonly { readonly purpose: string; readonly said: string }[];
  readonly notes: readonly { readonly id: string; readonly text: string; readonly by: string }[];
  readonly closed: string | undefined;
};

const PURPOSES: Readonly<Record<string, () => string>> = {
  terms: m.terms,
  privacy: m.privacy,
  marketing: m.consent_marketing,
  recommendation: m.consent_recommendation,
  'carrier-sharing': m.consent_carrier,
  'payment-sharing': m.consent_payment,
};

/** `names`: of the members, by their ids. */
export function viewCard(card: Card, names: ReadonlyMap<string, string>): CardView {
  const nameOf = (id: string): string => names.get(id) ?? m.customer_member({ id });
  const { consents, notes, deactivation, orders, ...rest } = card;
  return {
    ...rest,
    orders: orders.map(({ orderNo, state, placedAt, totalAmount, pieceCount }) => ({
      ...{ orderNo, state, placedAt, totalAmount, pieceCount },
    })),
    consents: consents.map(({ purpose, isGiven, version, withdrawnAt }) => ({
      purpose: PURPOSES[purpose]?.() ?? purpose,
      said: isGiven
        ? m.customer_consent_given({ version: version ?? '' })
        : withdrawnAt
          ? m.customer_consent_withdrawn()
          : m.customer_consent_never(),
    })),
    notes: notes.map(({ noteId, text, writtenAt, memberId }) => ({
      ...{ id: noteId, text },
      by: m.customer_note_by({ name: nameOf(memberId), time: formatTime(writtenAt) }),
    })),
    closed:
      deactivation === null
        ? undefined
        : m.customer_closed_text({
            name: nameOf(deactivation.memberId),
            time: formatTime(deactivation.at),
            reason: deactivation.reason,
          }),
  };
}
