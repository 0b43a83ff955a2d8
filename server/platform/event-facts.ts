import { Type, type TObject, type TProperties } from 'typebox';
import type { Actor } from '../kernel/actor.ts';
import type { CustomerId, OrderNo, PaymentNo } from '../kernel/ids.ts';
import type { Language } from '../kernel/language.ts';
import type { Fen } from '../kernel/money.ts';

const customerId = Type.Unsafe<CustomerId>(Type.String({ pattern: '^[0-9A-HJKMNP-TV-Z]{12}$' }));
const name = Type.String();
const uuid = Type.String({ format: 'uuid' });

function actorOf(by: Actor['by'], id: TProperties): TObject {
  return Type.Object({ by: Type.Literal(by), ...id }, { additionalProperties: false });
}

/** What events are made of: ids, amounts and moments. A text that somebody wrote is none of it. */
export const FACTS = {
  customerId,
  orderNo: Type.Unsafe<OrderNo>(Type.String({ pattern: '^[0-9A-Z]{31}$' })),
  paymentNo: Type.Unsafe<PaymentNo>(Type.String({ pattern: '^[0-9A-Z]{32}$' })),
  refundNo: Type.String({ pattern: '^[0-9A-Z]{32}$' }),
  fen: Type.Unsafe<Fen>(Type.Integer()),
  /** Who has done it. */
  actor: Type.Unsafe<Actor>(
    Type.Union([
      actorOf('customer', { customerId }),
      actorOf('staff', { staffId: name, keyId: Type.Optional(uuid) }),
      actorOf('gateway', { name }),
      actorOf('carrier', { name }),
      actorOf('system', { job: name }),
    ]),
  ),
  /** Names one thing that was done to an account. */
  changeId: uuid,
  /** Of a row, by an id that means nothing without it. */
  uuid,
  /** In which whoever did it read the shop, and so of the message about it. */
  language: Type.Unsafe<Language>(Type.Union([Type.Literal('zh-CN'), Type.Literal('en')])),
  /** RFC 3339 in UTC. */
  at: Type.String({ format: 'date-time' }),
} as const;
