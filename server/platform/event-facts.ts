import { Type } from 'typebox';
import type { CustomerId, OrderNo, PaymentNo } from '../kernel/ids.ts';
import type { Fen } from '../kernel/money.ts';

/** What events are made of: ids, amounts and moments. A text that somebody wrote is none of it. */
export const FACTS = {
  customerId: Type.Unsafe<CustomerId>(Type.String({ pattern: '^[0-9A-HJKMNP-TV-Z]{12}$' })),
  orderNo: Type.Unsafe<OrderNo>(Type.String({ pattern: '^[0-9A-Z]{31}$' })),
  paymentNo: Type.Unsafe<PaymentNo>(Type.String({ pattern: '^[0-9A-Z]{32}$' })),
  refundNo: Type.String({ pattern: '^[0-9A-Z]{32}$' }),
  fen: Type.Unsafe<Fen>(Type.Integer()),
  /** RFC 3339 in UTC. */
  at: Type.String({ format: 'date-time' }),
} as const;
