import type { AllSaved } from './sections.ts';

/** What a shop needs before it takes orders, in the order in which a merchant does it. */
export const STEPS = [
  'name',
  'contact',
  'licence',
  'filing',
  'product',
  'freight',
  'policies',
  'payment',
  'messages',
  'staff',
  'address',
  'key',
  'metrics',
] as const;
export type StepName = (typeof STEPS)[number];

/** `isNeeded`: no shop opens without it; the others are advice. */
export type Step = { readonly step: StepName; readonly isDone: boolean; readonly isNeeded: boolean };

/** What was found out about the shop. */
export type Readiness = {
  readonly settings: AllSaved;
  readonly hasProduct: boolean;
  readonly canBePaid: boolean;
  readonly canSendCodes: boolean;
  readonly hasOwnPolicies: boolean;
  /** Who may come in. */
  readonly members: number;
  readonly publicUrl: string;
  readonly isKeyApart: boolean;
  readonly areFiguresGuarded: boolean;
};

/** Advice, and no condition: a person may run a shop alone. */
const ADVICE: ReadonlySet<StepName> = new Set(['staff']);

export function decideSteps(ready: Readiness): Step[] {
  const { shop, legal } = ready.settings;
  const done: Readonly<Record<StepName, boolean>> = {
    name: shop.version > 0,
    contact: shop.value.phone !== '' || shop.value.email !== '',
    licence: legal.value.company !== '' && legal.value.licenceNo !== '',
    filing: legal.value.icpNo !== '',
    product: ready.hasProduct,
    // One rule for all that comes with the program.
    freight: true,
    policies: ready.hasOwnPolicies,
    payment: ready.canBePaid,
    messages: ready.canSendCodes,
    staff: ready.members > 1,
    address: ready.publicUrl.startsWith('https:'),
    key: ready.isKeyApart,
    metrics: ready.areFiguresGuarded,
  };
  return STEPS.map((step) => ({ step, isDone: done[step], isNeeded: !ADVICE.has(step) }));
}

/** What still keeps the shop from opening. */
export function missingOf(steps: readonly Step[]): StepName[] {
  return steps.filter(({ isDone, isNeeded }) => isNeeded && !isDone).map(({ step }) => step);
}
