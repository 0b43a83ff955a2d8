import { wordsIn, type Language } from '#server/kernel/language.ts';
import type { CheckResult, GatewayFault, ShownGateway } from '#server/modules/payment/index.ts';

/** A payment service as its card shows it, in the language of the page. */
export type GatewayView = Omit<ShownGateway, 'title' | 'fields'> & {
  readonly name: string;
  readonly fields: readonly (Omit<ShownGateway['fields'][number], 'label' | 'hint'> & {
    readonly label: string;
    readonly hint: string;
  })[];
};

export function viewGateway({ title, fields, ...gateway }: ShownGateway, language: Language): GatewayView {
  return {
    ...{ ...gateway, name: wordsIn(title, language) },
    fields: fields.map(({ label, hint, ...field }) => ({
      ...{ ...field, label: wordsIn(label, language), hint: wordsIn(hint, language) },
    })),
  };
}

export type CheckView = { readonly state: CheckResult['state']; readonly says: string };

export function viewChecks(results: readonly CheckResult[], language: Language): CheckView[] {
  return results.map(({ state, says }) => ({ state, says: wordsIn(says, language) }));
}

/** What is wrong, by the field. */
export function viewFaults(faults: readonly GatewayFault[], language: Language): Record<string, string> {
  return Object.fromEntries(faults.map(({ field, says }) => [field, wordsIn(says, language)]));
}
