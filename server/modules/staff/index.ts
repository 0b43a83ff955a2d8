export { actBy, staffActor } from './act-by.ts';
export { READY_MADE_NAMES, type ReadyMadeRole } from './role.ts';
export { fromOf, keepStaffToken, StaffSignedInSchema } from './send-staff-session.ts';
export { staffModule, type Staff } from './staff.module.ts';
export { ownAccountProblems } from './own-account/own-account.problems.ts';
export { staffProblems } from './staff.problems.ts';
export type { NotHere, PasskeyRefusal } from './passkeys/staff-passkey.ts';
export type { SignInRefusal, StaffSession } from './staff.ts';
