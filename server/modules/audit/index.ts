export type { Doing, NewAct } from './act.ts';
export { canonicalJson, type Json } from './canonical-json.ts';
export type { SealedPart } from './act.ts';
export { sealReasonOf } from './sealed-reason.ts';
export type { PersonalChange } from './personal-part.ts';
export { record } from './record.ts';
export { verifyTrail, type PartsGone } from './verify-trail.ts';
export { auditModule } from './audit.module.ts';
