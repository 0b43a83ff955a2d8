import { Type, type Static, type TObject } from 'typebox';
import type { CustomerId } from '../../../kernel/ids.ts';
import type { Result } from '../../../kernel/result.ts';
import { staffOf } from '../../../platform/http/access.ts';
import type { ApiApp, Sendable } from '../../../platform/http/api.ts';
import { answers, sendRefusal } from '../../../platform/http/answers.ts';
import { refusalsOf } from '../../../platform/http/problem.ts';
import { general } from '../../../platform/http/problems.ts';
import type { StaffSession } from '../../staff/index.ts';
import { givesCoupons, type CampaignRecord } from './campaign-record.ts';
import { calendarProblems } from '../calendar/calendar.problems.ts';
import { campaignProblems } from './campaigns.problems.ts';
import {
  closed,
  CouponsPatch,
  CouponsSchema,
  ExpectedVersion,
  NewCoupons,
  NewPromotion,
  PromotionPatch,
  PromotionSchema,
  TrialBody,
  TrialSchema,
} from './campaigns.schemas.ts';
import { CAMPAIGN_ACTS, CAMPAIGN_PHASES, type CampaignAct } from './change-campaign.decide.ts';
import type { Campaigns } from './make-campaigns.ts';
import {
  presentCoupons,
  presentPromotion,
  presentTrial,
  inNamesOf,
  readForm,
  readPatch,
  type Given,
  type GivenNew,
} from './present-campaigns.ts';
import { removeDraftRoute } from './remove-draft.http.ts';
import type { Family } from './save-campaigns.ts';
import type { ShownCampaign } from './show-campaigns.ts';

const READ = { access: { staff: 'campaigns:read' } } as const;
const CHANGE = { access: { staff: 'campaigns:change' } } as const;
const PAGE = 24;
const tags = ['campaigns'];
const Params = Type.Object({ id: Type.String({ format: 'uuid' }) });
const ListQuery = Type.Object(
  {
    phase: Type.Optional(Type.Enum([...CAMPAIGN_PHASES])),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: PAGE })),
    cursor: Type.Optional(Type.String({ format: 'uuid' })),
  },
  closed,
);
const seeing = general('no_session', 'not_permitted');
const changing = general('no_session', 'bad_origin', 'not_permitted');
const notFound = refusalsOf(campaignProblems, 'campaign_not_found');
const saving = refusalsOf(campaignProblems, 'campaign_invalid', 'campaign_changed', 'campaign_fixed');
/** The addresses of one family of campaigns, and the documents it is told and made by. */
type FamilyRoutes = {
  readonly family: Family;
  readonly at: string;
  readonly what: string;
  readonly schema: Type.TUnsafe<Told>;
  readonly newBody: Type.TUnsafe<GivenNew & { readonly state?: 'draft' | 'running' }>;
  readonly patchBody: Type.TUnsafe<Given & { readonly expectedVersion?: number }>;
  present(shown: ShownCampaign): Told;
};
type Told = Sendable<Static<typeof CouponsSchema>> | Sendable<Static<typeof PromotionSchema>>;

/** Holds what is answered and what is taken to the schemas of the family, which the rest of this file does not tell apart. */
function familyRoutes<Schema extends TObject, New extends TObject, Patch extends TObject>(
  names: Pick<FamilyRoutes, 'family' | 'at' | 'what'>,
  schemas: { readonly schema: Schema; readonly newBody: New; readonly patchBody: Patch },
  present: (shown: ShownCampaign) => Told & Sendable<Static<Schema>>,
): FamilyRoutes {
  return {
    ...names,
    schema: Type.Unsafe<Told>(schemas.schema),
    newBody: Type.Unsafe<GivenNew & { readonly state?: 'draft' | 'running' }>(schemas.newBody),
    patchBody: Type.Unsafe<Given & { readonly expectedVersion?: number }>(schemas.patchBody),
    present,
  };
}

const FAMILIES: readonly FamilyRoutes[] = [
  familyRoutes(
    { family: 'coupons', at: '/staff/coupon-campaigns', what: 'campaign of coupons' },
    { schema: CouponsSchema, newBody: NewCoupons, patchBody: CouponsPatch },
    (shown) => {
      if (!givesCoupons(shown.campaign)) throw new Error('a promotion gives no coupons');
      return presentCoupons(shown, shown.campaign);
    },
  ),
  familyRoutes(
    { family: 'promotions', at: '/staff/promotions', what: 'promotion' },
    { schema: PromotionSchema, newBody: NewPromotion, patchBody: PromotionPatch },
    (shown) => {
      if (givesCoupons(shown.campaign)) throw new Error('a campaign of coupons is no promotion');
      return presentPromotion(shown, shown.campaign);
    },
  ),
];

/** Campaigns: coupons that are given, and promotions without any. Made, tried, started, changed, paused. */
export function campaignRoutes(app: ApiApp, campaigns: Campaigns): void {
  for (const of of FAMILIES) {
    listRoute(app, campaigns, of);
    createRoute(app, campaigns, of);
    showRoute(app, campaigns, of);
    changeRoute(app, campaigns, of);
    for (const act of CAMPAIGN_ACTS) actRoute(app, campaigns, of, act);
    removeDraftRoute(app, campaigns, of);
    trialRoute(app, campaigns, of);
  }
}

function listRoute(
  app: ApiApp,
  campaigns: Campaigns,
  { family, at, what, schema, present }: FamilyRoutes,
): void {
  const Page = Type.Object({
    items: Type.Array(schema),
    nextCursor: Type.Union([Type.String(), Type.Null()]),
  });
  app.get(
    at,
    {
      schema: {
        tags,
        summary: `List every ${what}, the newest first`,
        querystring: ListQuery,
        response: answers({ 200: Page }, seeing),
      },
      config: READ,
    },
    async ({ query: { limit = PAGE, phase, cursor } }, reply) => {
      const { items, nextCursor } = await campaigns.list({ family, phase, limit, cursor });
      return reply.send({ items: items.map(present), nextCursor });
    },
  );
}

function showRoute(
  app: ApiApp,
  campaigns: Campaigns,
  { family, at, what, schema, present }: FamilyRoutes,
): void {
  app.get(
    `${at}/:id`,
    {
      schema: {
        tags,
        summary: `Show a ${what} with its live use and its effect`,
        params: Params,
        response: answers({ 200: schema }, seeing, notFound),
      },
      config: READ,
    },
    async ({ params: { id } }, reply) => {
      const shown = await campaigns.show(family, id);
      return shown.ok ? reply.send(present(shown.value)) : sendRefusal(reply, shown.error);
    },
  );
}

/** What was saved, as it is shown. */
async function showSaved(
  campaigns: Campaigns,
  { family, present }: FamilyRoutes,
  { campaignId }: CampaignRecord,
): Promise<Told> {
  const shown: Result<ShownCampaign> = await campaigns.show(family, campaignId);
  if (!shown.ok) throw new Error('a campaign that was saved cannot be found');
  return present(shown.value);
}

function createRoute(app: ApiApp, campaigns: Campaigns, of: FamilyRoutes): void {
  app.post(
    of.at,
    {
      schema: {
        tags,
        summary: `Make a ${of.what}`,
        body: of.newBody,
        response: answers(
          { 201: of.schema },
          changing,
          refusalsOf(campaignProblems, 'campaign_invalid'),
          refusalsOf(calendarProblems, 'holiday_year_unknown'),
        ),
      },
      config: CHANGE,
    },
    async (request, reply) => {
      const { state = 'running', ...given } = request.body;
      const form = readForm(given, campaigns.calendar.periodOf);
      const outcome = form.ok
        ? await campaigns.create(staffOf<StaffSession>(request), form.value, state)
        : form;
      if (!outcome.ok) return sendRefusal(reply, inNamesOf(of.family, outcome.error));
      return reply.code(201).send(await showSaved(campaigns, of, outcome.value));
    },
  );
}

function changeRoute(app: ApiApp, campaigns: Campaigns, of: FamilyRoutes): void {
  app.patch(
    `${of.at}/:id`,
    {
      schema: {
        tags,
        summary: `Change a ${of.what}; while customers hold coupons of it only its names, its end and more of its quota`,
        params: Params,
        body: of.patchBody,
        response: answers({ 200: of.schema }, changing, notFound, saving),
      },
      config: CHANGE,
    },
    async (request, reply) => {
      const { expectedVersion, ...given } = request.body;
      const which = { family: of.family, campaignId: request.params.id, expectedVersion };
      const outcome = await campaigns.change(staffOf<StaffSession>(request), which, readPatch(given));
      if (!outcome.ok) return sendRefusal(reply, inNamesOf(of.family, outcome.error));
      return reply.send(await showSaved(campaigns, of, outcome.value));
    },
  );
}

const ACTS: Readonly<Record<CampaignAct, { readonly at: string; readonly summary: string }>> = {
  start: { at: 'start', summary: 'Start a draft: it runs as soon as its period begins' },
  pause: { at: 'pause', summary: 'Pause it: from now on it takes effect nowhere' },
  resume: { at: 'resumption', summary: 'Let it go on after a pause' },
};

function actRoute(app: ApiApp, campaigns: Campaigns, of: FamilyRoutes, act: CampaignAct): void {
  app.post(
    `${of.at}/:id/${ACTS[act].at}`,
    {
      schema: {
        tags,
        summary: ACTS[act].summary,
        params: Params,
        body: Type.Optional(
          Type.Union([Type.Object({ expectedVersion: ExpectedVersion }, closed), Type.Null()]),
        ),
        response: answers(
          { 200: of.schema },
          changing,
          notFound,
          refusalsOf(campaignProblems, 'campaign_state', 'campaign_over', 'campaign_changed'),
        ),
      },
      config: CHANGE,
    },
    async (request, reply) => {
      const expectedVersion = request.body?.expectedVersion;
      const which = { family: of.family, campaignId: request.params.id, expectedVersion };
      const outcome = await campaigns.act(staffOf<StaffSession>(request), which, act);
      if (!outcome.ok) return sendRefusal(reply, outcome.error);
      return reply.send(await showSaved(campaigns, of, outcome.value));
    },
  );
}

function trialRoute(app: ApiApp, campaigns: Campaigns, { family, at, what }: FamilyRoutes): void {
  app.post(
    `${at}/:id/trial`,
    {
      schema: {
        tags,
        summary: `Price a basket with and without a ${what}, whatever its state and period`,
        params: Params,
        body: TrialBody,
        response: answers(
          { 200: TrialSchema },
          changing,
          notFound,
          refusalsOf(campaignProblems, 'campaign_invalid', 'trial_not_priced'),
        ),
      },
      config: READ,
    },
    async (request, reply) => {
      const { lines, customerId } = request.body;
      const asked = { lines, customerId: customerId as CustomerId | undefined };
      const outcome = await campaigns.try(family, request.params.id, asked);
      return outcome.ok
        ? reply.send(presentTrial(outcome.value, request.language))
        : sendRefusal(reply, outcome.error);
    },
  );
}
