import type { Doing } from './modules/audit/index.ts';

/** Whoever may run a command beside the shop; there are no names for them. */
export function byCommand(name: string): Doing {
  return { actor: { by: 'system', job: `npm run ${name}` }, from: null, reason: null };
}
