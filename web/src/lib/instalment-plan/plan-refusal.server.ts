import { m } from '#lib/words/m.ts';
import type { BackOffice } from '#server/shop.ts';
import { formatAmount } from '../format/money.ts';

type RefusalOf<Outcome> = Outcome extends { readonly ok: false; readonly error: infer Refusal }
  ? Refusal
  : never;
type Staff = BackOffice['instalments'];
type Refusal = RefusalOf<Awaited<ReturnType<Staff['make']>> | Awaited<ReturnType<Staff['change']>>>;

/** Why a plan was not made or changed, and what to do. */
export function planRefusal(refusal: Refusal): string {
  switch (refusal.code) {
    case 'instalment_gateway_unknown':
      return m.plan_refused_gateway();
    case 'instalment_periods_unsupported':
      return m.plan_refused_periods({ list: refusal.periods.join(m.role_separator()) });
    case 'instalment_plan_exists':
      return m.plan_refused_exists();
    case 'instalment_least_too_small':
      return m.plan_refused_least({ amount: formatAmount(refusal.leastAmount) });
    case 'instalment_plan_not_found':
      return m.plan_refused_gone();
    case 'instalment_plan_changed':
      return m.plan_refused_changed();
  }
}
