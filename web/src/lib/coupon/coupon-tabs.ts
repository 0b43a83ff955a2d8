export const COUPON_TABS = ['usable', 'used', 'expired'] as const;
export type CouponTab = (typeof COUPON_TABS)[number];

/** The tab that an address names; what can be used where it names none. */
export function readCouponTab(text: string | null): CouponTab {
  return COUPON_TABS.find((tab) => tab === text) ?? 'usable';
}
