import type { RouteId } from '$app/types';
import type { Permission } from '#server/kernel/permission.ts';

/**
 * Who may see a page.
 * - `public`: everybody. It is not told who is looking; only what stands around it (the cart's sign, a name) is.
 * - `customer?`: everybody, and it is told who, to show or do what is theirs.
 * - `customer`: somebody who has signed in. Others are sent to sign in and come back afterwards.
 * - `staff?`: everybody, and it is told who of the staff.
 * - `staff`: somebody of the staff who has signed in, about what is their own. Others are sent to the sign-in of the staff.
 * - `{ staff }`: the same, with this permission. Who has it not is told so.
 */
export type Access =
  'public' | 'customer' | 'customer?' | 'staff' | 'staff?' | { readonly staff: Permission };

/** Every page and endpoint of the pages, by route id. One that is not here does not type-check, and the pages do not start. */
export const ACCESS: Readonly<Record<RouteId, Access>> = {
  '/(checkout)/cashier/[orderNo]': 'customer',
  '/(checkout)/checkout': 'customer',
  '/(office)/admin': 'staff',
  '/(office)/admin/audit': { staff: 'audit:read' },
  '/(office)/admin/campaigns': { staff: 'campaigns:read' },
  '/(office)/admin/campaigns/[id]': { staff: 'campaigns:read' },
  '/(office)/admin/campaigns/calendar': { staff: 'campaigns:read' },
  '/(office)/admin/campaigns/new': { staff: 'campaigns:change' },
  '/(office)/admin/cases': { staff: 'cases:read' },
  '/(office)/admin/categories': { staff: 'products:read' },
  '/(office)/admin/imports': { staff: 'products:read' },
  '/(office)/admin/imports/[id]': { staff: 'products:read' },
  '/(office)/admin/me': 'staff',
  '/(office)/admin/customers': { staff: 'customers:read' },
  '/(office)/admin/customers/[id]': { staff: 'customers:read' },
  '/(office)/admin/instalment-plans': { staff: 'prices:read' },
  '/(office)/admin/integrations': { staff: 'integrations:read' },
  '/(office)/admin/integrations/[id]': { staff: 'integrations:read' },
  '/(office)/admin/members': { staff: 'members:read' },
  '/(office)/admin/orders': { staff: 'orders:read' },
  '/(office)/admin/orders/[orderNo]': { staff: 'orders:read' },
  '/(office)/admin/orders/bulk': { staff: 'orders:change' },
  '/(office)/admin/orders/new': { staff: 'orders:change' },
  '/(office)/admin/products': { staff: 'products:read' },
  '/(office)/admin/products/[id]': { staff: 'products:read' },
  '/(office)/admin/products/bulk': { staff: 'products:change' },
  '/(office)/admin/products/new': { staff: 'products:change' },
  '/(office)/admin/roles': { staff: 'members:read' },
  '/(office)/admin/settings': { staff: 'settings:read' },
  '/(office)/admin/settings/legal': { staff: 'settings:read' },
  '/(office)/admin/settings/orders': { staff: 'settings:read' },
  '/(office)/admin/settings/policies': { staff: 'settings:read' },
  '/(office)/admin/setup': { staff: 'settings:read' },
  '/(office)/admin/stock': { staff: 'stock:read' },
  '/(office)/admin/stock/[skuId]': { staff: 'stock:read' },
  '/(office)/admin/tasks': 'staff',
  '/(shop)': 'public',
  '/(shop)/account': 'customer',
  '/(shop)/account/coupons': 'customer',
  '/(shop)/account/addresses': 'customer',
  '/(shop)/account/addresses/[id]': 'customer',
  '/(shop)/account/addresses/new': 'customer',
  '/(shop)/account/agree': 'customer',
  '/(shop)/account/logins': 'customer',
  '/(shop)/account/passkeys': 'customer',
  '/(shop)/account/password': 'customer',
  '/(shop)/account/phone': 'customer',
  '/(shop)/account/privacy': 'customer',
  '/(shop)/account/prove': 'customer',
  '/(shop)/account/sessions': 'customer',
  '/(shop)/cart': 'customer?',
  '/(shop)/category/[[slug]]': 'public',
  '/(shop)/coupons': 'customer?',
  '/(shop)/demo': 'public',
  '/(shop)/legal/business': 'public',
  '/(shop)/orders': 'customer',
  '/(shop)/orders/[orderNo]': 'customer',
  '/(shop)/preview': 'public',
  '/(shop)/privacy/[[version]]': 'public',
  '/(shop)/product/[slug]': 'customer?',
  '/(shop)/search': 'public',
  '/(shop)/terms/[[version]]': 'public',
  '/admin/join': 'staff?',
  '/admin/sign-in': 'staff?',
  '/admin/sign-out': 'staff?',
  '/login': 'customer?',
  '/login/arrived': 'customer',
  '/login/link': 'customer?',
  '/login/password': 'customer?',
  '/login/with/[provider]': 'public',
  '/opening': 'public',
  '/preferences': 'public',
  '/regions/[parent]': 'public',
  '/robots.txt': 'public',
  '/sign-out': 'customer?',
  '/sitemap.xml': 'public',
};
