import { isTicked, readLine, readNumber, readText } from '#lib/form/read-form.server.ts';
import type { ProductId } from '#server/kernel/ids.ts';
import type { CampaignKind, ShownCampaign } from '#server/modules/pricing/index.ts';
import {
  NOTHING_TYPED,
  TYPED_FIELDS,
  type CampaignDraft,
  type ScopeKind,
  type SkuLine,
  type StepLine,
  type TypedField,
} from './campaign-draft.ts';
import { COUPONS, percents, PROMOTIONS, tenths } from './campaign-view.ts';
import { searchSkus, skusOf, type Sources } from './find-goods.server.ts';
import { toLocal } from './local-time.ts';

const NUMBER = /^[1-9]\d{0,17}$/;
const MOST_IDS = 100;
const MOST_STEPS = 10;
const KINDS: readonly string[] = [...COUPONS, ...PROMOTIONS];
const SCOPES: readonly string[] = ['all', 'products', 'except', 'categories'];

export function readKind(text: string | null): CampaignKind {
  return KINDS.includes(text ?? '') ? (text as CampaignKind) : 'amount';
}

/** A new campaign of a kind, from the next full hour on for a fortnight. */
export function emptyDraft(kind: CampaignKind, now: Date): CampaignDraft {
  const from = new Date(Math.ceil(now.getTime() / 3_600_000) * 3_600_000);
  const until = new Date(from.getTime() + 14 * 24 * 3_600_000);
  const typed = { ...NOTHING_TYPED, startsAt: toLocal(from), endsAt: toLocal(until), quotaPerCustomer: '1' };
  return {
    ...{ kind, typed, scope: 'all', products: [], categoryIds: [], skus: [], steps: [] },
    ...{ stepsOff: 'amount', validity: 'period', isForNew: false, isBeforeSpendAndSave: false },
    ...{ isStackable: false, exclusiveWith: [], stacksWith: [], q: '', found: undefined },
  };
}

/** What a form holds; `take` and `drop` put goods into it and out of it. */
export async function readDraft(form: FormData, sources: Sources): Promise<CampaignDraft> {
  const all = (name: string, pattern: RegExp): string[] =>
    [...new Set(form.getAll(name).map(String))].filter((one) => pattern.test(one)).slice(0, MOST_IDS);
  const [, taking = '', taken = ''] = /^(product|sku):(\d{1,18})$/.exec(readText(form, 'take', 40)) ?? [];
  const dropped = readText(form, 'drop', 40);
  const withTaken = (kind: string, ids: string[]): string[] =>
    [...new Set([...ids, ...(taking === kind ? [taken] : [])])].filter((id) => dropped !== `${kind}:${id}`);
  const kind = readKind(readText(form, 'kind', 30));
  const skuIds = withTaken('sku', all('sku', NUMBER));
  const productIds = withTaken('product', all('product', NUMBER));
  const q = readLine(form, 'q');
  const [known, products, found] = await Promise.all([
    skusOf(sources, kind === 'gift' ? skuIds.slice(-1) : skuIds),
    sources.office.campaigns.forPages.productNames(productIds as ProductId[], sources.language),
    q === '' ? undefined : searchSkus(sources, q),
  ]);
  const scope = readText(form, 'scope', 20);
  const validity = readText(form, 'validity', 10);
  return {
    kind,
    typed: readTyped(form),
    scope: SCOPES.includes(scope) ? (scope as ScopeKind) : 'all',
    products,
    categoryIds: all('category', NUMBER),
    skus: known.map((one) => ({
      ...one,
      price: readNumber(form, `price-${one.skuId}`),
      pieces: readNumber(form, `pieces-${one.skuId}`),
    })),
    steps: readSteps(form),
    stepsOff: readText(form, 'stepsOff', 10) === 'percent' ? 'percent' : 'amount',
    validity: validity === 'days' || validity === 'dates' ? validity : 'period',
    isForNew: isTicked(form, 'isForNew'),
    isBeforeSpendAndSave: isTicked(form, 'isBeforeSpendAndSave'),
    isStackable: isTicked(form, 'isStackable'),
    exclusiveWith: all('exclusiveWith', /^[0-9a-f-]{36}$/),
    stacksWith: all('stacksWith', /^[0-9a-f-]{36}$/),
    ...{ q, found },
  };
}

function readTyped(form: FormData): CampaignDraft['typed'] {
  const words: readonly TypedField[] = [
    'name',
    'nameEn',
    'code',
    'startsAt',
    'endsAt',
    'validFrom',
    'validUntil',
  ];
  const read = (name: TypedField): string =>
    words.includes(name) ? readLine(form, name) : readNumber(form, name);
  const typed = Object.fromEntries(TYPED_FIELDS.map((name) => [name, read(name)])) as Record<
    TypedField,
    string
  >;
  return { ...typed, code: typed.code.toUpperCase() };
}

function readSteps(form: FormData): StepLine[] {
  return Array.from({ length: MOST_STEPS }, (_, at) => ({
    threshold: readNumber(form, `step-threshold-${at}`),
    off: readNumber(form, `step-off-${at}`),
  })).filter(({ threshold, off }) => threshold !== '' || off !== '');
}

type TypedLine = {
  readonly skuId: string;
  readonly price?: number;
  readonly pieces?: number;
  readonly quantity?: number;
};

const yuan = (amount: number | undefined): string => (amount === undefined ? '' : String(amount / 100));
const count = (number: number | undefined): string => (number === undefined ? '' : String(number));

/** A campaign as its form shows it. `rate`: a percentage as the reader's language says it. */
export async function draftOf({ campaign }: ShownCampaign, sources: Sources): Promise<CampaignDraft> {
  const { language } = sources;
  const form = sources.office.campaigns.forPages.formOf(campaign);
  const rate = language === 'en' ? percents : tenths;
  const lines: readonly TypedLine[] =
    form.prices ?? form.parts ?? (form.giftSkuId === undefined ? [] : [{ skuId: form.giftSkuId }]);
  const productIds = form.scope?.kind === 'products' || form.scope?.kind === 'except' ? form.scope.ids : [];
  const [known, products] = await Promise.all([
    skusOf(
      sources,
      lines.map(({ skuId }) => skuId),
    ),
    sources.office.campaigns.forPages.productNames(productIds, language),
  ]);
  const skus = known.map((one): SkuLine => {
    const line = lines.find(({ skuId }) => skuId === one.skuId);
    return { ...one, price: yuan(line?.price), pieces: count(line?.pieces ?? line?.quantity) };
  });
  const isDays = form.validDays !== undefined;
  const isPeriod =
    form.validFrom === form.startsAt.toISOString() && form.validUntil === form.endsAt.toISOString();
  const moment = (text: string | undefined): string => (text === undefined ? '' : toLocal(new Date(text)));
  return {
    kind: form.kind,
    typed: {
      ...{ name: form.name, nameEn: form.nameEn ?? '', code: form.code ?? '' },
      ...{ startsAt: toLocal(form.startsAt), endsAt: toLocal(form.endsAt) },
      ...{ thresholdAmount: yuan(form.thresholdAmount), amount: yuan(form.amount), price: yuan(form.price) },
      ...{ capAmount: yuan(form.capAmount), budgetAmount: yuan(form.budgetAmount) },
      percentOff: form.percentOff === undefined ? '' : rate(form.percentOff),
      ...{ quota: count(form.quota), quotaPerCustomer: count(form.quotaPerCustomer) },
      ...{ quotaPerDay: count(form.quotaPerDay), validDays: count(form.validDays) },
      ...{ validFrom: moment(form.validFrom), validUntil: moment(form.validUntil) },
      ...{ piecesPerCustomer: count(form.piecesPerCustomer), n: count(form.n), m: count(form.m) },
      priority: count(form.priority),
    },
    scope: form.scope?.kind ?? 'all',
    products,
    categoryIds: form.scope?.kind === 'categories' ? form.scope.ids : [],
    skus,
    steps: (form.steps ?? []).map(({ thresholdAmount, amount, percentOff }) => ({
      threshold: yuan(thresholdAmount),
      off: percentOff === undefined ? yuan(amount) : rate(percentOff),
    })),
    stepsOff: form.steps?.some(({ percentOff }) => percentOff !== undefined) ? 'percent' : 'amount',
    validity: isDays ? 'days' : isPeriod || form.validFrom === undefined ? 'period' : 'dates',
    isForNew: form.audience === 'new',
    isBeforeSpendAndSave: form.thresholdBasis === 'before_spend_and_save',
    isStackable: form.stackable === true,
    exclusiveWith: form.exclusiveWith ?? [],
    stacksWith: form.stacksWith ?? [],
    ...{ q: '', found: undefined },
  };
}
