export type { Fault } from './check-section.decide.ts';
export { LEAST_MINUTES, MOST_MINUTES, MOST_PROTECTION_DAYS } from './sections.ts';
export type { Section, SectionValues } from './sections.ts';
export type { OwnPolicies } from './own-policies.ts';
export { renderPolicy } from './render-policy.ts';
export type { ShopFacts } from './shop-facts.ts';
export { shopSettingsModule, type ShopSettings } from './shop-settings.module.ts';
