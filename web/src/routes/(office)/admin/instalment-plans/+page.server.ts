import { fail, redirect, type RequestEvent } from '@sveltejs/kit';
import { requireOffice } from '#lib/access/guard.server.ts';
import { readText } from '#lib/form/read-form.server.ts';
import { categoryChoices } from '#lib/goods/category-choices.ts';
import { typedYuan } from '#lib/goods/editor-doc.ts';
import { choiceOf } from '#lib/instalment/instalment-view.ts';
import { planRefusal } from '#lib/instalment-plan/plan-refusal.server.ts';
import { readPlan, type PlanErrors, type TypedPlan } from '#lib/instalment-plan/read-plan.server.ts';
import { spoken } from '#lib/words/spoken.ts';
import { fen } from '#server/kernel/money.ts';
import { decideInstalments } from '#server/modules/pricing/instalments/instalments.decide.ts';
import type { InstalmentPlan } from '#server/modules/pricing/index.ts';
import type { Actions, PageServerLoad } from './$types';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** At which the yearly rate of a plan is shown; it hardly depends on it. */
const SAMPLE = fen(100_000);
const FRESH: TypedPlan = { rate: '', feeBearer: 'buyer', least: '', products: '', categories: [] };

export const load: PageServerLoad = async (event) => {
  const { instalments, catalog, session } = requireOffice(event);
  const { searchParams } = event.url;
  const methods = event.locals.shop.payment.methods(event.locals.language);
  const nameOf = (gateway: string): string => methods.find((one) => one.gateway === gateway)?.name ?? gateway;
  const plans = instalments.list();
  const mayChange = session.permissions.has('prices:change');
  const changing = mayChange ? plans.find(({ id }) => id === searchParams.get('change')) : undefined;
  const free = instalments
    .gateways()
    .flatMap(({ gateway, instalmentPeriods }) =>
      instalmentPeriods
        .filter((periods) => !plans.some((plan) => plan.gateway === gateway && plan.periods === periods))
        .map((periods) => ({ value: choiceOf(gateway, periods), gatewayName: nameOf(gateway), periods })),
    );
  return {
    ...{ mayChange, free, hasGateway: instalments.gateways().length > 0 },
    plans: plans.map((plan) => viewPlan(plan, nameOf(plan.gateway))),
    categories: categoryChoices(await catalog.categories(), spoken()),
    asksNew: mayChange && searchParams.has('new') && free.length > 0,
    fresh: FRESH,
    changing: changing && {
      ...{ id: changing.id, version: changing.version, typed: typedOf(changing) },
      ...{ gatewayName: nameOf(changing.gateway), periods: changing.periods },
    },
    hasChanged: searchParams.has('changed'),
  };
};

function viewPlan(plan: InstalmentPlan, gatewayName: string) {
  const { excludedProductIds, excludedCategoryIds, ...rest } = plan;
  return {
    ...{ ...rest, gatewayName, excluded: excludedProductIds.length + excludedCategoryIds.length },
    yearlyRateBasisPoints: decideInstalments(SAMPLE, plan).yearlyRateBasisPoints,
  };
}

/** As it stands in the fields. */
function typedOf(plan: InstalmentPlan): TypedPlan {
  return {
    rate: (plan.feeRateBasisPoints / 100).toFixed(2),
    feeBearer: plan.feeBearer,
    least: typedYuan(plan.leastAmount),
    products: plan.excludedProductIds.join(', '),
    categories: [...plan.excludedCategoryIds],
  };
}

const refuse = (status: number, typed: TypedPlan, errors: PlanErrors, refusal?: string) =>
  fail(status, { typed, errors, refusal });

async function make(event: RequestEvent) {
  const { instalments, session } = requireOffice(event, 'prices:change');
  const form = await event.request.formData();
  const { typed, errors, terms } = readPlan(form);
  if (terms === undefined) return refuse(422, typed, errors);
  const [gateway = '', periods = ''] = readText(form, 'which', 60).split(':');
  const wanted = { ...terms, gateway, periods: Number(periods), isOn: true };
  const outcome = await instalments.make(session, wanted);
  if (!outcome.ok) return refuse(409, typed, errors, planRefusal(outcome.error));
  redirect(303, '/admin/instalment-plans?changed');
}

/** Which plan a form is about, and which version of it was looked at. */
function readSubject(form: FormData): { id: string; expectedVersion: number } | undefined {
  const id = readText(form, 'id', 40);
  const expectedVersion = Number(readText(form, 'expectedVersion', 10));
  return UUID.test(id) && Number.isSafeInteger(expectedVersion) ? { id, expectedVersion } : undefined;
}

async function change(event: RequestEvent) {
  const { instalments, session } = requireOffice(event, 'prices:change');
  const form = await event.request.formData();
  const { typed, errors, terms } = readPlan(form);
  const subject = readSubject(form);
  if (terms === undefined || subject === undefined) return refuse(422, typed, errors);
  const outcome = await instalments.change(session, { ...subject, ...terms });
  if (!outcome.ok) return refuse(409, typed, errors, planRefusal(outcome.error));
  redirect(303, '/admin/instalment-plans?changed');
}

async function switchTo(event: RequestEvent, isOn: boolean) {
  const { instalments, session } = requireOffice(event, 'prices:change');
  const subject = readSubject(await event.request.formData());
  if (subject === undefined)
    return fail(404, { refusal: planRefusal({ code: 'instalment_plan_not_found' }) });
  const outcome = await instalments.change(session, { ...subject, isOn });
  if (!outcome.ok) return fail(409, { refusal: planRefusal(outcome.error) });
  redirect(303, '/admin/instalment-plans?changed');
}

export const actions: Actions = {
  make,
  change,
  on: (event) => switchTo(event, true),
  off: (event) => switchTo(event, false),
};
