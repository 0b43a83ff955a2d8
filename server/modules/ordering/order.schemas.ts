import { Type } from 'typebox';
import type { AddressId, SkuId } from '../../kernel/ids.ts';
import { typedText } from '../../platform/http/typed-text.ts';
import { COUPON_KINDS, InstalmentOffers, type CouponHindrance } from '../pricing/index.ts';
import { DELIVERY_METHODS } from './pick-up.ts';
import { LONGEST_NOTE, LONGEST_REASON, MAX_LINES, ORDER_STATES, SUMMARY_LINES } from './order.ts';

const closed = { additionalProperties: false };
export const Amount = Type.Integer({ description: 'Fen: 100 are one yuan.' });
const Moment = Type.String({ format: 'date-time' });
/** Larger than any SKU, so that an unknown one is refused by name, not as malformed. */
export const SkuIdText = Type.Unsafe<SkuId>(Type.String({ pattern: '^[1-9][0-9]{0,17}$' }));
const AddressIdText = Type.Unsafe<AddressId>(Type.String({ minLength: 1, maxLength: 64 }));

export const ImageSchema = Type.Object({
  url: Type.String(),
  width: Type.Integer(),
  height: Type.Integer(),
  alt: Type.String(),
  hue: Type.Number(),
  sizes: Type.Array(Type.Object({ url: Type.String(), width: Type.Integer(), height: Type.Integer() })),
});

const WantedLineSchema = Type.Object({ skuId: SkuIdText, quantity: Type.Integer() }, closed);
const WantedLines = Type.Array(WantedLineSchema, { minItems: 1, maxItems: MAX_LINES * 2 });

const CouponIds = Type.Optional(
  Type.Union([Type.Array(Type.String({ format: 'uuid' }), { maxItems: 20 }), Type.Literal('best')], {
    description: 'Of the coupons that you hold, those to use. Left out: the best; an empty list: none.',
  }),
);

const DeliveryMethods = Type.Optional(
  Type.Enum([...DELIVERY_METHODS], {
    description:
      'Left out: `standard`. `pick_up` costs no freight, where the shop offers it; its address says whom the shop calls.',
  }),
);
const PickUpSchema = Type.Object(
  { place: Type.String(), address: Type.String(), hours: Type.String(), phone: Type.String() },
  { description: 'Where orders are fetched.' },
);

export const QuoteBody = Type.Object(
  {
    lines: WantedLines,
    addressId: Type.Optional(AddressIdText),
    couponIds: CouponIds,
    deliveryMethod: DeliveryMethods,
  },
  closed,
);

export const PlaceBody = Type.Object(
  {
    lines: WantedLines,
    addressId: AddressIdText,
    couponIds: CouponIds,
    deliveryMethod: DeliveryMethods,
    note: Type.Optional(typedText('lines', { maxLength: LONGEST_NOTE })),
    expectedTotalAmount: Type.Integer({
      minimum: 0,
      maximum: Number.MAX_SAFE_INTEGER,
      description: 'The total the customer saw, in fen.',
    }),
    fromCart: Type.Optional(
      Type.Boolean({
        description:
          'Order what lies in the cart and take it out. `cart_changed` where it does not lie there.',
      }),
    ),
  },
  closed,
);

export const CancelBody = Type.Optional(
  Type.Union([
    Type.Object({ reason: Type.Optional(typedText('lines', { maxLength: LONGEST_REASON })) }, closed),
    Type.Null(),
  ]),
);

const OrderLineProperties = {
  skuId: Type.String(),
  productSlug: Type.String(),
  name: Type.String(),
  options: Type.Record(Type.String(), Type.String()),
  image: Type.Union([ImageSchema, Type.Null()]),
  quantity: Type.Integer(),
  price: Amount,
  listAmount: Amount,
  discountAmount: Amount,
  amount: Amount,
  isGift: Type.Optional(Type.Boolean({ description: 'Given with the order: it costs nothing.' })),
};

/** Each fen of difference once. */
const PriceProperties = {
  adjustments: Type.Array(
    Type.Object({
      kind: Type.String(),
      label: Type.String(),
      amount: Type.Integer({ description: 'Fen; negative takes off.' }),
      reason: Type.String(),
      campaignId: Type.Optional(Type.String()),
      couponId: Type.Optional(Type.String()),
      lines: Type.Array(Type.Object({ skuId: Type.String(), amount: Type.Integer() }), {
        description: 'What of it lies on which line.',
      }),
    }),
    { description: 'Why the total is not what the goods are listed at: each fen of difference once.' },
  ),
  savedAmount: Amount,
};

const CouponProperties = {
  id: Type.String(),
  campaignId: Type.String(),
  name: Type.String(),
  kind: Type.Enum([...COUPON_KINDS]),
  amount: Type.Optional(Type.Integer({ description: 'Fen it takes off at most; of a percentage its cap.' })),
  percentOff: Type.Optional(Type.Integer({ description: 'Basis points: 2000 is 20 % off.' })),
  thresholdAmount: Amount,
  validUntil: Moment,
};
const HINDRANCES = [
  'campaign_paused',
  'new_customers_only',
  'not_yet_valid',
  'gift_gone',
  'nothing_in_scope',
  'below_threshold',
  'not_with_campaign',
] as const satisfies readonly CouponHindrance[];

const SummaryProperties = {
  orderNo: Type.String(),
  state: Type.Enum([...ORDER_STATES]),
  lines: Type.Array(Type.Object(OrderLineProperties)),
  lineCount: Type.Integer({ description: 'Of all lines.' }),
  pieceCount: Type.Integer({ description: 'Of the pieces in all lines.' }),
  deliveryMethod: Type.Enum([...DELIVERY_METHODS]),
  itemsAmount: Amount,
  discountAmount: Amount,
  freightAmount: Amount,
  totalAmount: Amount,
  paidAmount: Amount,
  refundedAmount: Amount,
  currency: Type.String(),
  placedAt: Moment,
  payBefore: Moment,
  actions: Type.Array(Type.String()),
};

export const OrderSchema = Type.Object({
  ...SummaryProperties,
  ...PriceProperties,
  pickUp: Type.Optional(PickUpSchema),
  address: Type.Object({
    recipient: Type.String(),
    phone: Type.String(),
    regionCode: Type.String(),
    region: Type.Array(Type.String()),
    street: Type.String(),
  }),
  instalments: Type.Optional(InstalmentOffers),
  note: Type.Union([Type.String(), Type.Null()]),
  timeline: Type.Array(
    Type.Object({ at: Moment, type: Type.String(), state: Type.String(), note: Type.String() }),
  ),
});

/** A line whose price then and now was compared. */
export const ProtectedLineSchema = Type.Object({
  ...{ skuId: Type.String(), name: Type.String(), quantity: Type.Integer(), paidAmount: Amount },
  nowAmount: Type.Union([Amount, Type.Null()], { description: 'Null where it is sold no more.' }),
  amount: Type.Integer({ description: 'What of the difference is its.' }),
});

export const OrderPage = Type.Object({
  items: Type.Array(
    Type.Object({
      ...SummaryProperties,
      lines: Type.Array(Type.Object(OrderLineProperties), {
        maxItems: SUMMARY_LINES,
        description: `The first ${SUMMARY_LINES} of \`lineCount\`; \`url\` has all.`,
      }),
      savedAmount: Amount,
      url: Type.String({ description: 'The whole order.' }),
    }),
  ),
  nextCursor: Type.Union([Type.String(), Type.Null()]),
});

export const QuoteSchema = Type.Object({
  lines: Type.Array(
    Type.Object({
      ...OrderLineProperties,
      available: Type.Integer({ description: 'In the shop.' }),
      orderable: Type.Integer({
        description: 'How many this customer could order now; fewer than `available` where much is unpaid.',
      }),
      problem: Type.Optional(
        Type.String({
          description: '`out_of_stock`, `not_for_sale`, `unpaid_sku_limit` or `purchase_limit`.',
        }),
      ),
      purchaseLimit: Type.Optional(
        Type.Object(
          {
            pieces: Type.Integer(),
            days: Type.Union([Type.Integer(), Type.Null()], { description: 'Null: ever.' }),
            left: Type.Integer({ description: 'How many of them this customer may still buy.' }),
          },
          { description: 'Where one customer may buy so many pieces of the product, of all its variants.' },
        ),
      ),
    }),
  ),
  itemsAmount: Amount,
  discountAmount: Amount,
  freightAmount: Amount,
  missingToFreeFreight: Type.Integer({
    description: 'Fen that are missing to free freight; 0 where it is free, or where no amount makes it so.',
  }),
  totalAmount: Amount,
  currency: Type.String(),
  ...PriceProperties,
  coupons: Type.Object({
    applied: Type.Array(Type.Object({ ...CouponProperties, discountAmount: Amount })),
    available: Type.Array(
      Type.Object({
        ...CouponProperties,
        chosen: Type.Optional(
          Type.Object(
            { couponIds: Type.Array(Type.String()), discountAmount: Amount, totalAmount: Amount },
            { description: 'What choosing it would change: `couponIds` are all that would be used then.' },
          ),
        ),
      }),
    ),
    unavailable: Type.Array(
      Type.Object({
        ...CouponProperties,
        reason: Type.Enum([...HINDRANCES]),
        missingAmount: Type.Optional(Amount),
      }),
    ),
    best: Type.Object(
      { couponIds: Type.Array(Type.String()), totalAmount: Amount },
      { description: 'Those that make it cheapest, and what it costs with them.' },
    ),
  }),
  proof: Type.Enum(['exact', 'bounded'], {
    description: '`bounded`: there were so many ways to combine coupons that not all were looked at.',
  }),
  freight: Type.Object({
    amount: Amount,
    reason: Type.String(),
    method: Type.Enum([...DELIVERY_METHODS]),
    carrierDays: Type.Union([Type.Array(Type.Integer()), Type.Null()], {
      description: 'Days until it arrives: from, to.',
    }),
  }),
  pickUp: Type.Union([PickUpSchema, Type.Null()], {
    description: 'Null where the shop has no orders fetched.',
  }),
  gifts: Type.Array(Type.Object(OrderLineProperties)),
  nextSteps: Type.Array(
    Type.Object({
      campaignId: Type.String(),
      label: Type.String(),
      missingAmount: Amount,
      thresholdAmount: Amount,
    }),
  ),
  instalments: InstalmentOffers,
  hindrance: Type.Optional(
    Type.Object(
      {
        code: Type.Enum(['unpaid_orders_limit', 'unpaid_pieces_limit', 'unpaid_nearby_limit']),
        unpaid: Type.Optional(Type.Integer()),
        requested: Type.Optional(Type.Integer()),
        limit: Type.Optional(Type.Integer()),
        by: Type.Optional(Type.Enum(['device', 'network'])),
      },
      { description: 'Why an order of these lines would be refused until something is paid or cancelled.' },
    ),
  ),
  payMinutes: Type.Integer({ description: 'So long an order placed now would hold its goods unpaid.' }),
});
