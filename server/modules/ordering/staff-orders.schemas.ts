import { Type } from 'typebox';
import { MOST_OF_ORDER } from '../../kernel/money.ts';
import { typedText } from '../../platform/http/typed-text.ts';
import { LONGEST_STAFF_NOTE } from './note-order.ts';
import { PaymentInstalmentsSchema } from '../pricing/index.ts';
import { Amount, OrderSchema, ProtectedLineSchema } from './order.schemas.ts';
import { LONGEST_TAG, MAX_TAGS } from './tag-order.ts';
import type { StaffOrder } from './staff-orders.ts';

const closed = { additionalProperties: false };
const Moment = Type.String({ format: 'date-time' });
const OrNull = Type.Union([Type.String(), Type.Null()]);

/** Characters of the reason for an act. */
export const LONGEST_ACT_REASON = 200;
export const OrderParams = Type.Object({ orderNo: Type.String({ maxLength: 64 }) });
export const Reason = typedText('line', {
  ...{ minLength: 1, maxLength: LONGEST_ACT_REASON },
  description: 'Stands in the audit trail; where the order is changed its customer reads it too.',
});
/** No long number: a tag stands in clear. */
export const Tag = typedText('line', { minLength: 1, maxLength: LONGEST_TAG, pattern: '^(?!.*[0-9]{5})' });
export const Tags = Type.Array(Tag, { maxItems: MAX_TAGS, uniqueItems: true });
export const NoteText = typedText('lines', { minLength: 1, maxLength: LONGEST_STAFF_NOTE });

export const NoteBody = Type.Object({ text: NoteText }, closed);
export const TagsBody = Type.Object({ tags: Tags }, closed);
export const CancellationBody = Type.Object({ reason: Reason }, closed);
export const PriceBody = Type.Object(
  {
    totalAmount: Type.Integer({
      ...{ minimum: 1, maximum: MOST_OF_ORDER },
      description: 'What the whole order is to come to, in fen.',
    }),
    expectedTotalAmount: Type.Optional(
      Type.Integer({
        ...{ minimum: 0, maximum: Number.MAX_SAFE_INTEGER },
        description: 'What it came to where it was looked at; refused where it is something else by now.',
      }),
    ),
    reason: Reason,
  },
  closed,
);
/** Longer than the fields may be, so that a wrong one is refused by name, not as malformed. */
const LONG = { maxLength: 500 };
export const PlaceFields = {
  recipient: typedText('line', LONG),
  phone: typedText('phone', { maxLength: 40 }),
  regionCode: typedText('digits', { maxLength: 20, description: 'Of a district, see GET /regions.' }),
  street: typedText('line', LONG),
};
export const AddressBody = Type.Object(
  { ...Type.Partial(Type.Object(PlaceFields)).properties, reason: Reason },
  { ...closed, description: 'What is left out stays as it is.' },
);

const {
  note: _note,
  actions: _actions,
  timeline: _timeline,
  instalments: _instalments,
  ...shared
} = OrderSchema.properties;
export const StaffOrderSchema = Type.Object({
  ...shared,
  customerId: Type.String(),
  hasNote: Type.Boolean(),
  isErased: Type.Boolean({ description: 'Its customer was erased, and what is personal with them.' }),
  tags: Type.Array(Type.String()),
  notes: Type.Array(
    Type.Object({
      ...{ id: Type.String(), text: Type.String(), at: Moment, byId: Type.String(), byName: OrNull },
    }),
  ),
  timeline: Type.Array(
    Type.Object({
      ...{ at: Moment, type: Type.String(), state: Type.String(), by: Type.String() },
      ...{ byId: OrNull, byName: OrNull, note: Type.String(), reason: OrNull },
    }),
  ),
  payments: Type.Array(
    Type.Object({
      ...{ paymentNo: Type.String(), gateway: Type.String(), gatewayName: Type.String() },
      ...{ channel: Type.String(), state: Type.String(), amount: Amount, refundedAmount: Amount },
      instalments: Type.Optional(PaymentInstalmentsSchema),
      createdAt: Moment,
      failure: Type.Optional(
        Type.Object({ code: Type.String(), reason: Type.String(), advice: Type.String() }),
      ),
    }),
  ),
  refunds: Type.Array(
    Type.Object({
      ...{ refundNo: Type.String(), paymentNo: Type.String(), amount: Amount },
      ...{ reason: Type.String(), state: Type.String() },
      ...{ requestedAt: Moment, settledAt: Type.Union([Moment, Type.Null()]) },
    }),
  ),
  priceProtection: Type.Union(
    [Type.Object({ amount: Amount, claimedAt: Moment, lines: Type.Array(ProtectedLineSchema) }), Type.Null()],
    { description: 'What its customer has claimed because it cost less later.' },
  ),
  exchanges: Type.Array(
    Type.Object({
      ...{ id: Type.String(), at: Moment, kind: Type.String(), gateway: Type.String() },
      ...{ paymentNo: Type.String(), refundNo: OrNull, what: Type.String(), outcome: Type.String() },
      facts: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()])),
    }),
    { description: 'What was said between the shop and payment services, newest first; 200 at most.' },
  ),
  actions: Type.Array(Type.String(), {
    description: '`change_price`, `change_address`, `cancel`: what can be done to it now.',
  }),
});

/** An order as the API tells staff of it: its times are texts. */
export function writeStaffOrder(order: StaffOrder) {
  return {
    ...order,
    tags: [...order.tags],
    actions: [...order.actions],
    placedAt: order.placedAt.toISOString(),
    payBefore: order.payBefore.toISOString(),
    payments: order.payments.map(({ createdAt, ...payment }) => ({
      ...{ ...payment, createdAt: createdAt.toISOString() },
    })),
    refunds: order.refunds.map(({ requestedAt, settledAt, ...refund }) => ({
      ...{ ...refund, requestedAt: requestedAt.toISOString(), settledAt: settledAt?.toISOString() ?? null },
    })),
    exchanges: order.exchanges.map(({ at, facts, ...exchange }) => ({
      ...{ ...exchange, at: at.toISOString(), facts: { ...facts } },
    })),
    notes: order.notes.map(({ at, ...note }) => ({ ...note, at: at.toISOString() })),
    priceProtection: order.priceProtection && {
      ...order.priceProtection,
      claimedAt: order.priceProtection.claimedAt.toISOString(),
      lines: [...order.priceProtection.lines],
    },
    timeline: order.timeline.map(({ at, ...entry }) => ({ ...entry, at: at.toISOString() })),
  };
}
