import { m } from '#lib/words/m.ts';
import type { Notice } from './chrome.ts';

/** What stands over every page of a shop that does not really sell. Said here, so that no page's script carries its words. */
export function shopNotice(shop: {
  readonly isDemo: boolean;
  readonly isOpen: boolean;
  /** Who looks is of the staff: of a shop that is not open nobody else sees more than its texts of law. */
  readonly isStaff: boolean;
}): Notice | null {
  if (shop.isDemo)
    return {
      icon: 'flask-conical',
      label: m.demo_shop(),
      text: m.demo_notice(),
      link: { href: '/demo', text: m.demo_more() },
    };
  if (shop.isOpen) return null;
  return {
    icon: 'store',
    label: m.preparing(),
    text: shop.isStaff ? m.preparing_notice() : m.preparing_visitor(),
    ...(shop.isStaff && { link: { href: '/admin/setup', text: m.preparing_more() } }),
  };
}
