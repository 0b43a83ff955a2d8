import { m } from '#lib/words/m.ts';
import type { Claimable, CouponFacts, HeldCoupon } from '#server/modules/pricing/index.ts';
import { worthOf } from '../coupon-chooser/view-chooser.server.ts';
import { formatPrice } from '../format/money.ts';
import { formatTime } from '../format/time.ts';
import type { ClaimTicket, OwnTicket, TicketFace } from './ticket-view.ts';

const DAY_MS = 24 * 3_600_000;
/** Below this it is said how many are left. */
const FEW = 100;

const minuteOf = (at: Date): string => formatTime(at).slice(5);

export function describeClaimable(claimable: Claimable, now: Date): ClaimTicket {
  const { campaignId, name, claimed, remaining, isGoneToday, endsAt, validDays } = claimable;
  const state = claimed ? 'claimed' : remaining === 0 ? 'gone' : 'open';
  return {
    ...faceOf(claimable),
    ...{ campaignId, state, does: m.coupon_claim_named({ name }), chip: chipOf(claimable) },
    until:
      validDays === undefined
        ? untilOf(claimable.validFrom!, claimable.validUntil!, now)
        : m.coupon_valid_days({ count: validDays }),
    says: claimed
      ? m.coupon_claimed()
      : isGoneToday
        ? m.coupon_gone_today()
        : state === 'gone'
          ? m.coupon_gone()
          : remaining !== null && remaining < FEW
            ? m.coupon_left({ count: remaining })
            : '',
    endsAt: state === 'open' ? soon(endsAt, now) : undefined,
  };
}

export function describeOwn(coupon: HeldCoupon, now: Date): OwnTicket {
  const { id, name, validFrom, validUntil, orderNo } = coupon;
  const state = coupon.state === 'usable' && validFrom > now ? 'waiting' : coupon.state;
  const href = orderNo === undefined ? (state === 'usable' ? '/category' : undefined) : `/orders/${orderNo}`;
  return {
    ...faceOf(coupon),
    ...{ id, state, href, says: stateSays[state]() },
    does: orderNo === undefined ? m.coupon_use_named({ name }) : m.coupon_see_order_named({ name }),
    until: untilOf(validFrom, validUntil, now),
    endsAt: state === 'usable' ? soon(validUntil, now) : undefined,
  };
}

const stateSays: Readonly<Record<OwnTicket['state'], () => string>> = {
  usable: () => '',
  waiting: () => '',
  held: m.coupon_held,
  used: m.coupon_used,
  expired: m.coupon_expired,
  taken_back: m.coupon_taken_back,
};

const soon = (end: Date, now: Date): Date | undefined =>
  end.getTime() - now.getTime() < DAY_MS && end > now ? end : undefined;

function untilOf(from: Date, until: Date, now: Date): string {
  return from > now
    ? m.coupon_valid_between({ from: minuteOf(from), until: minuteOf(until) })
    : m.coupon_valid_until({ time: minuteOf(until) });
}

function faceOf(facts: CouponFacts): Omit<TicketFace, 'until'> {
  const { name, kind, steps } = facts;
  // Of several steps the most that it can be worth, and from when on it is worth anything.
  const most = steps?.at(-1);
  const thresholds = steps?.map(({ thresholdAmount }) => thresholdAmount) ?? [facts.thresholdAmount];
  const threshold = Math.min(...thresholds);
  const amount = formatPrice(threshold);
  return {
    name,
    worth: worthOf(most === undefined ? facts : { kind, ...most }),
    from:
      steps !== undefined && steps.length > 1
        ? m.coupon_up_to({ amount })
        : threshold === 0
          ? m.chooser_ticket_no_threshold()
          : m.chooser_ticket_threshold({ amount }),
    scope: scopeOf(facts),
  };
}

function chipOf(facts: CouponFacts): string {
  const { kind, steps } = facts;
  const { thresholdAmount, amount } = steps?.[0] ?? facts;
  if (kind !== 'amount' || amount === undefined) return worthOf(facts);
  return thresholdAmount === 0
    ? m.coupon_chip_off({ amount: formatPrice(amount) })
    : m.coupon_chip({ threshold: formatPrice(thresholdAmount), amount: formatPrice(amount) });
}

function scopeOf({ scope, audience }: CouponFacts): string {
  const scopes = {
    all: m.coupon_scope_all,
    products: m.coupon_scope_products,
    categories: m.coupon_scope_categories,
    except: m.coupon_scope_except,
  } as const;
  const goods = scopes[scope.kind]();
  return audience === 'new' ? `${m.coupon_new_only()} · ${goods}` : goods;
}
