import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { readDeviceMark } from '../../../kernel/device-mark.ts';
import type { SkuId } from '../../../kernel/ids.ts';
import type { Attempter } from '../../../platform/budgets/attempter.ts';
import { customerOf, sessionIfAny } from '../../../platform/http/access.ts';
import { answers, sendRefusal } from '../../../platform/http/answers.ts';
import type { ApiApp } from '../../../platform/http/api.ts';
import { readCookie, type CookieSettings } from '../../../platform/http/cookies.ts';
import { idempotencyKeyOf, OptionalIdempotencyHeaders } from '../../../platform/http/idempotency.ts';
import { refusalsOf } from '../../../platform/http/problem.ts';
import { general } from '../../../platform/http/problems.ts';
import { couponProblems } from './coupons.problems.ts';
import { ClaimableSchema, CouponSchema, writeClaimable, writeCoupon } from './coupons.schemas.ts';
import type { Coupons } from './coupons.ts';
import { COUPON_CURSOR, COUPON_LISTS } from './list-coupons.ts';

const closed = { additionalProperties: false };
/** Longer than any code, so that one that is none is refused by name, not as malformed. */
const LONGEST_CODE = 64;

const ClaimBody = Type.Union([
  Type.Object({ campaignId: Type.String({ format: 'uuid' }) }, closed),
  Type.Object({ code: Type.String({ minLength: 1, maxLength: LONGEST_CODE }) }, closed),
]);

/** By the mark alone that the browser brought: claiming gives nobody one. */
function claimedFrom(request: FastifyRequest, { cookies }: CookieSettings): Attempter {
  const deviceMark = readDeviceMark(readCookie(request, cookies.device));
  return { clientAddress: request.ip, ...(deviceMark === undefined ? {} : { deviceMark }) };
}

export function couponRoutes(app: ApiApp, coupons: Coupons, settings: CookieSettings): void {
  claimRoute(app, coupons, settings);
  listRoute(app, coupons);
  claimableRoute(app, coupons);
}

function claimRoute(app: ApiApp, coupons: Coupons, settings: CookieSettings): void {
  app.post(
    '/coupons',
    {
      schema: {
        summary: 'Claim a coupon, of a campaign that is offered to everybody or by a code',
        headers: OptionalIdempotencyHeaders,
        body: ClaimBody,
        response: answers(
          { 201: CouponSchema },
          general('no_session', 'bad_origin', 'not_found', 'idempotency_key_reused'),
          refusalsOf(
            couponProblems,
            ...(['coupon_gone', 'coupon_limit', 'coupon_paused', 'coupon_code_unknown'] as const),
            ...(['coupon_not_started', 'coupon_ended', 'new_customers_only'] as const),
          ),
        ),
      },
      config: { access: 'customer' },
    },
    async (request, reply) => {
      const outcome = await coupons.claim(
        {
          customerId: customerOf(request),
          wanted: request.body,
          from: claimedFrom(request, settings),
          key: idempotencyKeyOf(request),
        },
        request.language,
      );
      if (!outcome.ok) return sendRefusal(reply, outcome.error);
      if (outcome.value.replayed) reply.header('idempotent-replayed', 'true');
      return reply.code(201).send(writeCoupon(outcome.value.coupon));
    },
  );
}

function listRoute(app: ApiApp, coupons: Coupons): void {
  app.get(
    '/coupons',
    {
      schema: {
        summary: 'My coupons: those to be used, what ends first first; or what was used or has ended',
        querystring: Type.Object(
          {
            state: Type.Optional(Type.Enum([...COUPON_LISTS])),
            limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
            cursor: Type.Optional(Type.String({ pattern: COUPON_CURSOR.source })),
          },
          closed,
        ),
        response: answers(
          {
            200: Type.Object({
              items: Type.Array(CouponSchema),
              nextCursor: Type.Union([Type.String(), Type.Null()]),
            }),
          },
          general('no_session'),
        ),
      },
      config: { access: 'customer' },
    },
    async (request, reply) => {
      const { state: list = 'usable', limit, cursor } = request.query;
      const page = await coupons.list(customerOf(request), { list, limit, cursor }, request.language);
      return reply.send({ items: page.items.map(writeCoupon), nextCursor: page.nextCursor });
    },
  );
}

function claimableRoute(app: ApiApp, coupons: Coupons): void {
  app.get(
    '/coupons/claimable',
    {
      schema: {
        summary: 'What can be claimed now, or was claimed by you; with a SKU, what could bear on it',
        querystring: Type.Object(
          { skuId: Type.Optional(Type.Unsafe<SkuId>(Type.String({ pattern: '^[1-9][0-9]{0,17}$' }))) },
          closed,
        ),
        response: answers({
          200: Type.Object({ items: Type.Array(ClaimableSchema), nextCursor: Type.Null() }),
        }),
      },
      config: { access: 'customer?' },
    },
    async (request, reply) => {
      const { skuId } = request.query;
      const items = await coupons.claimable(
        sessionIfAny(request)?.customerId ?? null,
        skuId === undefined ? {} : { skuIds: [skuId] },
        request.language,
      );
      const open = items.filter(({ claimed, remaining }) => claimed || remaining !== 0);
      return reply.send({ items: open.map(writeClaimable), nextCursor: null });
    },
  );
}
