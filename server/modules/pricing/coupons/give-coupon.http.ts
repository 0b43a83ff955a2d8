import { Type } from 'typebox';
import { staffOf } from '../../../platform/http/access.ts';
import { answers, sendRefusal } from '../../../platform/http/answers.ts';
import type { ApiApp } from '../../../platform/http/api.ts';
import { idempotencyKeyOf, OptionalIdempotencyHeaders } from '../../../platform/http/idempotency.ts';
import { refusalsOf } from '../../../platform/http/problem.ts';
import { general } from '../../../platform/http/problems.ts';
import { typedText } from '../../../platform/http/typed-text.ts';
import type { StaffSession } from '../../staff/index.ts';
import { couponProblems } from './coupons.problems.ts';
import { CouponSchema, writeCoupon } from './coupons.schemas.ts';
import type { Coupons } from './coupons.ts';

const LONGEST_REASON = 200;
const GiveBody = Type.Object(
  {
    customerId: Type.String({ maxLength: 64 }),
    reason: Type.Optional(typedText('line', { maxLength: LONGEST_REASON })),
  },
  { additionalProperties: false },
);

/** One coupon of a campaign to one customer. */
export function giveCouponRoute(app: ApiApp, coupons: Pick<Coupons, 'give'>): void {
  app.post(
    '/staff/coupon-campaigns/:id/coupons',
    {
      schema: {
        summary:
          'Give a customer a coupon of a campaign, within its quotas in all, of the day and of each customer',
        headers: OptionalIdempotencyHeaders,
        params: Type.Object({ id: Type.String({ maxLength: 64 }) }),
        body: GiveBody,
        response: answers(
          { 201: CouponSchema },
          general('no_session', 'bad_origin', 'not_permitted', 'not_found', 'idempotency_key_reused'),
          refusalsOf(
            couponProblems,
            ...(['coupon_gone', 'coupon_limit', 'coupon_paused'] as const),
            ...(['coupon_not_started', 'coupon_ended', 'new_customers_only'] as const),
          ),
        ),
      },
      config: { access: { staff: 'campaigns:change' } },
    },
    async (request, reply) => {
      const { customerId, reason } = request.body;
      const key = idempotencyKeyOf(request);
      const giving = { campaignId: request.params.id, customerId, reason: reason || undefined, key };
      const outcome = await coupons.give(staffOf<StaffSession>(request), giving, request.language);
      if (!outcome.ok) return sendRefusal(reply, outcome.error);
      if (outcome.value.replayed) reply.header('idempotent-replayed', 'true');
      return reply.code(201).send(writeCoupon(outcome.value.coupon));
    },
  );
}
