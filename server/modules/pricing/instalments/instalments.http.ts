import { Type } from 'typebox';
import type { ProductId, SkuId } from '../../../kernel/ids.ts';
import { MOST_OF_ORDER, toFen } from '../../../kernel/money.ts';
import { staffOf } from '../../../platform/http/access.ts';
import type { ApiApp } from '../../../platform/http/api.ts';
import { answers, sendRefusal } from '../../../platform/http/answers.ts';
import { refusalsOf } from '../../../platform/http/problem.ts';
import { general } from '../../../platform/http/problems.ts';
import type { StaffSession } from '../../staff/index.ts';
import type { InstalmentOffer, InstalmentPlan } from './instalment.ts';
import { instalmentProblems } from './instalments.problems.ts';
import { FeeBearerSchema, InstalmentOffers } from './instalments.schemas.ts';
import type { InstalmentsApi, StaffInstalments } from './make-instalments.ts';

const closed = { additionalProperties: false };
const MOST = Number.MAX_SAFE_INTEGER;
const ID = '^[1-9][0-9]{0,17}$';
const Id = Type.String({ pattern: ID });
const Rate = Type.Integer({
  ...{ minimum: 0, maximum: 3_000, examples: [450] },
  description: 'What the gateway takes of the amount, all periods together: 450 are 4.5 %.',
});
const Least = Type.Integer({ minimum: 0, maximum: MOST, examples: [10_000], description: 'Fen.' });
const Products = Type.Array(Type.Unsafe<ProductId>(Id), { maxItems: 500 });
const Categories = Type.Array(Id, { maxItems: 500, description: 'With all that is below them.' });

const PlanSchema = Type.Object({
  ...{ id: Type.String(), gateway: Type.String(), periods: Type.Integer(), feeRateBasisPoints: Rate },
  ...{ feeBearer: FeeBearerSchema, leastAmount: Least },
  ...{ excludedProductIds: Type.Array(Type.String()), excludedCategoryIds: Type.Array(Type.String()) },
  ...{ active: Type.Boolean(), version: Type.Integer() },
});

/** How something could be paid by instalments, for everybody; and the plans behind it, for staff. */
export function instalmentRoutes(app: ApiApp, { offers, forStaff }: InstalmentsApi): void {
  app.get(
    '/instalments',
    {
      schema: {
        summary: 'What an amount comes to by instalments',
        querystring: Type.Object(
          {
            amount: Type.Integer({ minimum: 1, maximum: MOST_OF_ORDER, description: 'Fen.' }),
            skuId: Type.Optional(
              Type.Unsafe<SkuId>(
                Type.String({ pattern: ID, description: 'Of the goods, since some are not sold by them.' }),
              ),
            ),
          },
          closed,
        ),
        response: answers({ 200: InstalmentOffers }),
      },
      config: { access: 'public' },
    },
    async ({ query: { amount, skuId } }, reply) => {
      const basket = { amount: toFen(amount), findSkuIds: () => (skuId === undefined ? [] : [skuId]) };
      return reply.send((await offers(basket)).map(presentOffer));
    },
  );
  listRoute(app, forStaff);
  makingRoute(app, forStaff);
  changingRoute(app, forStaff);
}

function listRoute(app: ApiApp, staff: StaffInstalments): void {
  app.get(
    '/staff/instalment-plans',
    {
      schema: {
        summary: 'Instalment plans, and which numbers of periods the gateways of the shop can do',
        response: answers(
          {
            200: Type.Object({
              items: Type.Array(PlanSchema),
              gateways: Type.Array(
                Type.Object({ gateway: Type.String(), instalmentPeriods: Type.Array(Type.Integer()) }),
              ),
              nextCursor: Type.Null(),
            }),
          },
          general('no_session', 'not_permitted'),
        ),
      },
      config: { access: { staff: 'prices:read' } },
    },
    async (_request, reply) =>
      reply.send({
        items: staff.list().map(presentPlan),
        gateways: staff.gateways().map(({ gateway, instalmentPeriods }) => ({
          ...{ gateway, instalmentPeriods: [...instalmentPeriods] },
        })),
        nextCursor: null,
      }),
  );
}

function makingRoute(app: ApiApp, staff: StaffInstalments): void {
  app.post(
    '/staff/instalment-plans',
    {
      schema: {
        summary: 'Offer a number of periods at a gateway, as agreed with it',
        body: Type.Object(
          {
            gateway: Type.String({ minLength: 1, maxLength: 32, examples: ['sandbox'] }),
            periods: Type.Integer({ minimum: 2, maximum: 60 }),
            ...{ feeRateBasisPoints: Rate, feeBearer: FeeBearerSchema, leastAmount: Least },
            excludedProductIds: Type.Optional(Products),
            excludedCategoryIds: Type.Optional(Categories),
          },
          closed,
        ),
        response: answers(
          { 201: PlanSchema },
          general('no_session', 'bad_origin', 'not_permitted'),
          refusalsOf(
            instalmentProblems,
            ...(['instalment_gateway_unknown', 'instalment_periods_unsupported'] as const),
            ...(['instalment_plan_exists', 'instalment_least_too_small'] as const),
          ),
        ),
      },
      config: { access: { staff: 'prices:change' } },
    },
    async (request, reply) => {
      const { excludedProductIds = [], excludedCategoryIds = [], leastAmount, ...plan } = request.body;
      const excluded = { excludedProductIds, excludedCategoryIds };
      const wanted = { ...plan, ...excluded, leastAmount: toFen(leastAmount), isOn: true };
      const outcome = await staff.make(staffOf<StaffSession>(request), wanted);
      return outcome.ok
        ? reply.code(201).send(presentPlan(outcome.value))
        : sendRefusal(reply, outcome.error);
    },
  );
}

function changingRoute(app: ApiApp, staff: StaffInstalments): void {
  app.patch(
    '/staff/instalment-plans/:id',
    {
      schema: {
        summary:
          'Change a plan, or switch it off and on; payments that were begun keep what they were begun with',
        params: Type.Object({ id: Type.String({ format: 'uuid' }) }),
        body: Type.Object(
          {
            feeRateBasisPoints: Type.Optional(Rate),
            feeBearer: Type.Optional(FeeBearerSchema),
            leastAmount: Type.Optional(Least),
            excludedProductIds: Type.Optional(Products),
            excludedCategoryIds: Type.Optional(Categories),
            active: Type.Optional(Type.Boolean()),
            expectedVersion: Type.Integer({
              ...{ minimum: 1, maximum: 2_147_483_647 },
              description: 'That was looked at before. Another one holds by now: 409.',
            }),
          },
          closed,
        ),
        response: answers(
          { 200: PlanSchema },
          general('no_session', 'bad_origin', 'not_permitted'),
          refusalsOf(
            instalmentProblems,
            ...(['instalment_plan_not_found', 'instalment_plan_changed'] as const),
            'instalment_least_too_small',
          ),
        ),
      },
      config: { access: { staff: 'prices:change' } },
    },
    async (request, reply) => {
      const { active, leastAmount, ...rest } = request.body;
      const change = {
        ...rest,
        ...(leastAmount !== undefined && { leastAmount: toFen(leastAmount) }),
        ...(active !== undefined && { isOn: active }),
      };
      const outcome = await staff.change(staffOf<StaffSession>(request), {
        ...{ ...change, id: request.params.id },
      });
      return outcome.ok ? reply.send(presentPlan(outcome.value)) : sendRefusal(reply, outcome.error);
    },
  );
}

function presentPlan({ isOn, excludedProductIds, excludedCategoryIds, ...plan }: InstalmentPlan) {
  return {
    ...{ ...plan, active: isOn },
    excludedProductIds: [...excludedProductIds],
    excludedCategoryIds: [...excludedCategoryIds],
  };
}

function presentOffer({ perPeriod, ...offer }: InstalmentOffer) {
  return { ...offer, perPeriod: perPeriod.map((one) => ({ ...one })) };
}
