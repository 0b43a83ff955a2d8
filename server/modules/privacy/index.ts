export * from './privacy.ts';
export { privacyModule } from './privacy.module.ts';
