import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { OrderNo } from '../../kernel/ids.ts';
import { customerOfOrderNo } from '../../kernel/numbers.ts';
import { sessionOf } from '../../platform/http/access.ts';

export const OrderParams = Type.Object({ orderNo: Type.String({ maxLength: 64 }) });

/** A request about one order, whatever its other types. */
type Asked = Pick<FastifyRequest<{ Params: { orderNo: string } }>, 'params' | 'caller'>;

/** The order number of the address, or undefined where it cannot be one of this customer's: no look-up is needed. */
export function ownOrderNo(request: Asked): OrderNo | undefined {
  const { orderNo } = request.params;
  return customerOfOrderNo(orderNo) === sessionOf(request).customerId ? (orderNo as OrderNo) : undefined;
}
