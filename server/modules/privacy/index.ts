export * from './privacy.ts';
export type { PrivacyEvent } from './privacy.events.ts';
export { privacyModule } from './privacy.module.ts';
