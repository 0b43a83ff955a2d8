import { ok, refuse, type Result } from '../../kernel/result.ts';
import { checkSection, type Fault } from './check-section.decide.ts';
import { renderPolicy, type RenderedPolicy } from './render-policy.ts';
import type { SectionValues } from './sections.ts';

export type PolicyPreview = RenderedPolicy & { /** As `terms.zh`. */ readonly field: string };

/** Texts as customers would read them, those that were written; nothing is saved. */
export function previewPolicies(
  policies: SectionValues['policies'],
): Result<PolicyPreview[], { readonly code: 'settings_invalid'; readonly faults: readonly Fault[] }> {
  const faults = checkSection('policies', policies);
  if (faults.length > 0) return refuse({ code: 'settings_invalid', faults });
  const written = (['terms', 'privacy'] as const).flatMap((kind) =>
    (['zh', 'en'] as const).map((language) => ({
      field: `${kind}.${language}`,
      text: policies[kind][language],
    })),
  );
  return ok(
    written.filter(({ text }) => text !== '').map(({ field, text }) => ({ field, ...renderPolicy(text) })),
  );
}
