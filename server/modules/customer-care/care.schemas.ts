import { Type } from 'typebox';
import type { CustomerItem, Note } from './care.ts';
import type { CustomerCard } from './show-customer.ts';

const Moment = Type.String({ format: 'date-time' });
const MaybeMoment = Type.Union([Moment, Type.Null()]);
const MaybeText = Type.Union([Type.String(), Type.Null()]);

const item = {
  customerId: Type.String(),
  phoneMasked: Type.Union([Type.String(), Type.Null()], { description: 'Null of who was erased.' }),
  createdAt: Moment,
  lastSignedInAt: Moment,
  deactivatedAt: MaybeMoment,
  tags: Type.Array(Type.String()),
};
export const CustomerItemSchema = Type.Object(item);

export const NoteSchema = Type.Object({
  noteId: Type.String(),
  text: Type.String(),
  writtenAt: Moment,
  memberId: Type.String(),
});

export const CustomerCardSchema = Type.Object({
  ...item,
  addresses: Type.Array(
    Type.Object({
      id: Type.String(),
      recipient: Type.String(),
      phone: Type.String(),
      region: Type.Array(Type.String()),
      isDefault: Type.Boolean(),
    }),
  ),
  orderCount: Type.Integer(),
  orders: Type.Array(
    Type.Object({
      orderNo: Type.String(),
      state: Type.String(),
      placedAt: Moment,
      totalAmount: Type.Integer({ description: 'In fen.' }),
      pieceCount: Type.Integer(),
    }),
    { description: 'The newest five.' },
  ),
  consents: Type.Array(
    Type.Object({
      purpose: Type.String(),
      isGiven: Type.Boolean(),
      version: MaybeText,
      givenAt: MaybeMoment,
      withdrawnAt: MaybeMoment,
    }),
  ),
  sessionCount: Type.Integer({ description: 'Up to a hundred.' }),
  notes: Type.Array(NoteSchema),
  eraseAt: MaybeMoment,
  deactivation: Type.Union([
    Type.Object({ memberId: Type.String(), at: Moment, reason: Type.String() }),
    Type.Null(),
  ]),
});

export function writeItem(one: CustomerItem) {
  return {
    customerId: one.customerId,
    phoneMasked: one.phoneMasked,
    createdAt: one.createdAt.toISOString(),
    lastSignedInAt: one.lastSignedInAt.toISOString(),
    deactivatedAt: one.deactivatedAt?.toISOString() ?? null,
    tags: [...one.tags],
  };
}

export function writeNote({ writtenAt, ...note }: Note) {
  return { ...note, writtenAt: writtenAt.toISOString() };
}

export function writeCard(card: CustomerCard) {
  const { addresses, orderCount, orders, consents, sessionCount, notes, eraseAt, deactivation } = card;
  return {
    ...writeItem(card),
    addresses: addresses.map((address) => ({ ...address, region: [...address.region] })),
    orderCount,
    orders: orders.map(({ orderNo, state, placedAt, totalAmount, pieceCount }) => ({
      ...{ orderNo, state, totalAmount, pieceCount },
      placedAt: placedAt.toISOString(),
    })),
    consents: consents.map(({ purpose, isGiven, version, givenAt, withdrawnAt }) => ({
      ...{ purpose, isGiven, version },
      givenAt: givenAt?.toISOString() ?? null,
      withdrawnAt: withdrawnAt?.toISOString() ?? null,
    })),
    sessionCount,
    notes: notes.map(writeNote),
    eraseAt: eraseAt?.toISOString() ?? null,
    deactivation: deactivation && { ...deactivation, at: deactivation.at.toISOString() },
  };
}
