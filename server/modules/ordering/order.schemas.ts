import { Type } from 'typebox';
import type { AddressId, SkuId } from '../../kernel/ids.ts';
import { typedText } from '../../platform/http/typed-text.ts';
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

export const QuoteBody = Type.Object(
  {
    lines: WantedLines,
    addressId: Type.Optional(AddressIdText),
    couponIds: Type.Optional(
      Type.Array(Type.String({ maxLength: 64 }), { maxItems: 0, description: 'No coupons exist yet.' }),
    ),
    deliveryMethod: Type.Optional(Type.Literal('standard')),
  },
  closed,
);

export const PlaceBody = Type.Object(
  {
    lines: WantedLines,
    addressId: AddressIdText,
    couponIds: Type.Optional(
      Type.Array(Type.String({ maxLength: 64 }), { maxItems: 0, description: 'No coupons exist yet.' }),
    ),
    deliveryMethod: Type.Optional(Type.Literal('standard')),
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
};

const SummaryProperties = {
  orderNo: Type.String(),
  state: Type.Enum([...ORDER_STATES]),
  lines: Type.Array(Type.Object(OrderLineProperties)),
  lineCount: Type.Integer({ description: 'Of all lines.' }),
  pieceCount: Type.Integer({ description: 'Of the pieces in all lines.' }),
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
  address: Type.Object({
    recipient: Type.String(),
    phone: Type.String(),
    regionCode: Type.String(),
    region: Type.Array(Type.String()),
    street: Type.String(),
  }),
  note: Type.Union([Type.String(), Type.Null()]),
  timeline: Type.Array(
    Type.Object({ at: Moment, type: Type.String(), state: Type.String(), note: Type.String() }),
  ),
});

export const OrderPage = Type.Object({
  items: Type.Array(
    Type.Object({
      ...SummaryProperties,
      lines: Type.Array(Type.Object(OrderLineProperties), {
        maxItems: SUMMARY_LINES,
        description: `The first ${SUMMARY_LINES} of \`lineCount\`; \`url\` has all.`,
      }),
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
        Type.String({ description: '`out_of_stock`, `not_for_sale` or `unpaid_sku_limit`.' }),
      ),
    }),
  ),
  itemsAmount: Amount,
  discountAmount: Amount,
  freightAmount: Amount,
  freeFreightFrom: Amount,
  missingToFreeFreight: Amount,
  totalAmount: Amount,
  currency: Type.String(),
  coupons: Type.Object({
    applied: Type.Array(Type.Unknown()),
    available: Type.Array(Type.Unknown()),
    unavailable: Type.Array(Type.Unknown()),
  }),
  instalments: Type.Array(Type.Unknown()),
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
