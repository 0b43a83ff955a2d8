import type { ProductId, SkuId } from '../../../kernel/ids.ts';
import type { Fen } from '../../../kernel/money.ts';
import type { Scope, Step, ThresholdBasis } from '../campaign.ts';
import { COUPON_KINDS, type CampaignKind, type CampaignRecord } from './campaign-record.ts';

/** What a campaign is filled in as: everything that some kind of it asks for. What is left out is not said. */
export type CampaignForm = {
  readonly kind: CampaignKind;
  readonly name: string;
  readonly nameEn?: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly code?: string;
} & FormDefinition;

export type FormDefinition = {
  readonly scope?: Scope;
  readonly thresholdAmount?: Fen;
  readonly amount?: Fen;
  readonly percentOff?: number;
  readonly capAmount?: Fen;
  readonly giftSkuId?: SkuId;
  readonly steps?: readonly Step[];
  readonly thresholdBasis?: ThresholdBasis;
  readonly audience?: 'all' | 'new';
  readonly quota?: number;
  readonly quotaPerCustomer?: number;
  readonly quotaPerDay?: number;
  readonly validDays?: number;
  readonly validFrom?: string;
  readonly validUntil?: string;
  readonly stackable?: boolean;
  readonly stacksWith?: readonly string[];
  readonly exclusiveWith?: readonly string[];
  readonly priority?: number;
  readonly budgetAmount?: Fen;
  readonly prices?: readonly { readonly skuId: SkuId; readonly price: Fen; readonly pieces?: number }[];
  readonly piecesPerCustomer?: number;
  readonly n?: number;
  readonly m?: number;
  readonly parts?: readonly { readonly skuId: SkuId; readonly quantity: number }[];
  readonly price?: Fen;
};
export type Field = keyof FormDefinition;

type Asks = { readonly needs: readonly Field[]; readonly may: readonly Field[] };

const BESIDE = ['exclusiveWith', 'priority'] as const;
const COUPON = {
  needs: ['scope', 'thresholdAmount', 'audience', 'quota', 'quotaPerCustomer'],
  may: [
    ...(['thresholdBasis', 'quotaPerDay', 'validDays', 'validFrom', 'validUntil'] as const),
    ...(['stackable', 'stacksWith', ...BESIDE] as const),
  ],
} as const satisfies Asks;
const SET = ['budgetAmount', ...BESIDE] as const;

/** What each kind asks for, and what else it has a use for. */
export const FIELDS: Readonly<Record<CampaignKind, Asks>> = {
  amount: { needs: COUPON.needs, may: ['amount', 'steps', ...COUPON.may] },
  percent: { needs: COUPON.needs, may: ['percentOff', 'capAmount', 'steps', ...COUPON.may] },
  freight: { needs: COUPON.needs, may: ['amount', ...COUPON.may] },
  gift: { needs: ['giftSkuId', ...COUPON.needs], may: COUPON.may },
  limited_time_price: { needs: ['prices'], may: ['piecesPerCustomer', 'budgetAmount'] },
  flash_sale: { needs: ['prices'], may: ['piecesPerCustomer', 'budgetAmount'] },
  n_for_m: { needs: ['scope', 'n', 'm'], may: SET },
  second_at_half_price: { needs: ['scope'], may: SET },
  bundle_price: { needs: ['parts', 'price'], may: SET },
  spend_and_save: { needs: ['scope', 'steps'], may: SET },
};
export const ALL_FIELDS: readonly Field[] = [
  ...new Set(Object.values(FIELDS).flatMap(({ needs, may }) => [...needs, ...may])),
];

export const isCouponKind = (kind: CampaignKind): boolean =>
  (COUPON_KINDS as readonly string[]).includes(kind);

/** What is not said, where it goes without saying. */
export function fillForm(form: CampaignForm): CampaignForm {
  if (!isCouponKind(form.kind)) return form;
  const { steps, startsAt, endsAt, validDays, validFrom, validUntil } = form;
  const lowest = Math.min(...(steps ?? []).map(({ thresholdAmount }) => thresholdAmount));
  return {
    scope: { kind: 'all' },
    audience: 'all',
    quotaPerCustomer: 1,
    ...form,
    thresholdAmount: Number.isFinite(lowest) ? (lowest as Fen) : (form.thresholdAmount ?? (0 as Fen)),
    ...(validDays === undefined && {
      validFrom: validFrom ?? startsAt.toISOString(),
      validUntil: validUntil ?? endsAt.toISOString(),
    }),
  };
}

/** What is kept of a form beside its columns: what its kind has a use for. */
export function definitionOf(form: CampaignForm): FormDefinition {
  const { needs, may } = FIELDS[form.kind];
  return Object.fromEntries(
    [...needs, ...may].flatMap((field) => (form[field] === undefined ? [] : [[field, form[field]]])),
  );
}

/** A campaign as it would be filled in. */
export function formOf(campaign: CampaignRecord): CampaignForm {
  const { kind, name, nameEn, startsAt, endsAt, code } = campaign;
  const definition: FormDefinition = campaign.definition;
  return {
    ...{ kind, name, startsAt, endsAt },
    ...(nameEn !== null && { nameEn }),
    ...(code !== null && { code }),
    ...definition,
  };
}

/** A form with some fields set anew; null takes one away. */
export type FormPatch = { readonly [Name in keyof CampaignForm]?: CampaignForm[Name] | null };

export function applyPatch(form: CampaignForm, patch: FormPatch): CampaignForm {
  const merged: Record<string, unknown> = { ...form };
  // Valid for so many days, or between two moments: what is said anew takes the place of the other.
  if (patch.validDays != null) for (const name of ['validFrom', 'validUntil']) delete merged[name];
  if (patch.validFrom != null || patch.validUntil != null) delete merged['validDays'];
  // Valid as long as it can be claimed: that goes along with the period.
  if (patch.startsAt != null && form.validFrom === form.startsAt.toISOString()) delete merged['validFrom'];
  if (patch.endsAt != null && form.validUntil === form.endsAt.toISOString()) delete merged['validUntil'];
  for (const [name, value] of Object.entries(patch))
    if (value === null) delete merged[name];
    else if (value !== undefined) merged[name] = value;
  return merged as CampaignForm;
}

/** Products, categories and SKUs that a form names. */
export function namedIn(form: CampaignForm): {
  readonly productIds: readonly ProductId[];
  readonly categoryIds: readonly string[];
  readonly skuIds: readonly SkuId[];
} {
  const { scope, giftSkuId, prices = [], parts = [] } = form;
  return {
    productIds: scope?.kind === 'products' || scope?.kind === 'except' ? scope.ids : [],
    categoryIds: scope?.kind === 'categories' ? scope.ids : [],
    skuIds: [
      ...(giftSkuId === undefined ? [] : [giftSkuId]),
      ...[...prices, ...parts].map((one) => one.skuId),
    ],
  };
}
