import { Type, type Static } from 'typebox';
import type { PieceOffer, ProductOffers } from './offers.ts';

const closed = { additionalProperties: false } as const;
const price = (description: string) =>
  Type.Integer({ minimum: 0, description: `${description}, in fen (CNY)` });
const endsAt = Type.String({ format: 'date-time' });

export const OfferBody = Type.Object(
  {
    skuId: Type.String(),
    campaignId: Type.String(),
    kind: Type.Enum(['limited_time_price', 'flash_sale']),
    name: Type.String(),
    price: price('Of one piece now'),
    listPrice: price('Of one piece without it'),
    endsAt,
    piecesLeft: Type.Optional(
      Type.Integer({ minimum: 1, description: 'At this price; unsaid where there is no end to them' }),
    ),
    piecesPerCustomer: Type.Optional(Type.Integer({ minimum: 1 })),
  },
  { ...closed, description: 'A lower price of one piece that holds at this moment' },
);
export const OffersBody = Type.Object(
  {
    pieces: Type.Array(OfferBody, { description: 'The lowest of each SKU that has one' }),
    promotions: Type.Array(
      Type.Object(
        {
          campaignId: Type.String(),
          kind: Type.Enum(['n_for_m', 'second_at_half_price', 'bundle_price', 'spend_and_save']),
          name: Type.String(),
          text: Type.String({ description: 'In a few words' }),
          endsAt,
        },
        closed,
      ),
      { description: 'What is given for several pieces together' },
    ),
  },
  { ...closed, description: 'What campaigns offer at this moment; a quote says what goods come to' },
);

export function toOfferBody({ endsAt: until, ...offer }: PieceOffer): Static<typeof OfferBody> {
  return { ...offer, endsAt: until.toISOString() };
}

export function toOffersBody({ pieces, promotions }: ProductOffers): Static<typeof OffersBody> {
  return {
    pieces: pieces.map(toOfferBody),
    promotions: promotions.map(({ endsAt: until, ...offer }) => ({ ...offer, endsAt: until.toISOString() })),
  };
}
