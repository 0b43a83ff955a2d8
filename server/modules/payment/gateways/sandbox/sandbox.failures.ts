import type { FailureCause } from '../../payment.failures.ts';

/** Why the sandbox bank charged nothing, by its codes. */
export const SANDBOX_FAILURES: Readonly<Record<string, FailureCause>> = {
  insufficient_funds: 'insufficient_funds',
  bank_declined: 'bank_declined',
  timeout: 'timeout',
  network: 'network',
};
