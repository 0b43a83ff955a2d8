export type * from './way-in.ts';
export type { Attempter } from '../../platform/budgets/attempter.ts';
export type * from '../../platform/passwords/password.ts';
export type { Puzzle } from '../../platform/budgets/puzzles.ts';
export type * from './passwords/passwords.ts';
export type * from './phone-change/phone-change.ts';
export { signInRoutes } from './sign-in.http.ts';
export type { SignInEvent } from './sign-in.events.ts';
export { signInProblems } from './sign-in.problems.ts';
export type * from './passkeys/passkey.ts';
export { describeAct, type ProtectedAct } from './proofs/protected-acts.ts';
export * from './third-party/index.ts';

export { signInModule } from './sign-in.module.ts';
export { makeWaysIn, type WaysIn } from './ways-in.ts';
