import type { RouteId } from '$app/types';
import { m } from '#lib/words/m.ts';
import type { Permission } from '#server/kernel/permission.ts';
import type { IconName } from '../icon/icons.ts';

type PathOf<Id extends string> = Id extends `/(office)${infer Path}` ? Path : never;
/** The address of a page of the back office. */
export type OfficePath = PathOf<RouteId>;

export type OfficePlace = {
  readonly path: OfficePath;
  readonly icon: IconName;
  readonly name: () => string;
  /** Without it the place is not shown; the page itself says the same in `lib/access`. */
  readonly needs?: Permission;
};

/** Something to do that has an address of its own, as the dialog of a page. */
export type OfficeAct = Pick<OfficePlace, 'icon' | 'name' | 'needs'> & { readonly path: string };

export type OfficeGroup = {
  /** Stands over its places; the day's work comes first and needs none. */
  readonly name?: () => string;
  readonly places: readonly OfficePlace[];
};

/**
 * The pages of the back office in the order of the navigation. A page below a place (`/admin/cases/…`) needs no line of its own:
 * it belongs to the place whose address its own begins with.
 */
const GROUPS: readonly OfficeGroup[] = [
  {
    places: [
      { path: '/admin', icon: 'layout-dashboard', name: m.office_overview },
      { path: '/admin/orders', icon: 'package', name: m.office_orders, needs: 'orders:read' },
      { path: '/admin/cases', icon: 'list-checks', name: m.office_cases, needs: 'cases:read' },
      { path: '/admin/books', icon: 'wallet', name: m.books, needs: 'payments:read' },
      // Of each kind the page shows what somebody may do.
      { path: '/admin/tasks', icon: 'hourglass', name: m.office_tasks },
      { path: '/admin/customers', icon: 'contact', name: m.office_customers, needs: 'customers:read' },
    ],
  },
  {
    name: m.office_goods,
    places: [
      { path: '/admin/products', icon: 'tag', name: m.office_products, needs: 'products:read' },
      { path: '/admin/categories', icon: 'folder-tree', name: m.office_categories, needs: 'products:read' },
      { path: '/admin/campaigns', icon: 'ticket-percent', name: m.campaigns, needs: 'campaigns:read' },
      { path: '/admin/freight', icon: 'truck', name: m.template_list, needs: 'prices:read' },
      { path: '/admin/stock', icon: 'warehouse', name: m.office_stock, needs: 'stock:read' },
      { path: '/admin/imports', icon: 'file-up', name: m.office_imports, needs: 'products:read' },
    ],
  },
  {
    name: m.office_shop,
    places: [
      { path: '/admin/setup', icon: 'circle-check', name: m.setup, needs: 'settings:read' },
      { path: '/admin/settings', icon: 'store', name: m.settings, needs: 'settings:read' },
      {
        path: '/admin/instalment-plans',
        icon: 'credit-card',
        name: m.office_instalments,
        needs: 'prices:read',
      },
      { path: '/admin/members', icon: 'users', name: m.office_members, needs: 'members:read' },
      { path: '/admin/roles', icon: 'shield-check', name: m.office_roles, needs: 'members:read' },
      {
        path: '/admin/integrations',
        icon: 'webhook',
        name: m.office_integrations,
        needs: 'integrations:read',
      },
      { path: '/admin/audit', icon: 'scroll-text', name: m.office_audit, needs: 'audit:read' },
    ],
  },
];
/** What is reached by the card of the person. */
export const OWN: readonly OfficePlace[] = [{ path: '/admin/me', icon: 'user', name: m.me_title }];
/** What is done without going to its place first. */
export const ACTS: readonly OfficeAct[] = [
  { path: '/admin/members?invite', icon: 'plus', name: m.member_invite, needs: 'members:change' },
  { path: '/admin/campaigns/new', icon: 'plus', name: m.campaign_new, needs: 'campaigns:change' },
  { path: '/admin/freight/new', icon: 'plus', name: m.template_new, needs: 'prices:change' },
  { path: '/admin/roles?new', icon: 'plus', name: m.role_new, needs: 'roles:change' },
];
const PLACES = [...GROUPS.flatMap(({ places }) => places), ...OWN];

/** What somebody may see who is permitted this; a group of which they see nothing is left out. */
export function groupsFor(permissions: readonly string[]): OfficeGroup[] {
  const isShown = ({ needs }: OfficePlace): boolean => needs === undefined || permissions.includes(needs);
  return GROUPS.map((group) => ({ ...group, places: group.places.filter(isShown) })).filter(
    ({ places }) => places.length > 0,
  );
}

/** The place that an address belongs to: the longest one that it begins with. */
export function placeAt(path: string): OfficePlace {
  const above = PLACES.filter((place) => path === place.path || path.startsWith(`${place.path}/`));
  return above.toSorted((a, b) => b.path.length - a.path.length)[0] ?? PLACES[0]!;
}

/** What stands around every page of the back office. */
export type OfficeData = {
  readonly name: string;
  readonly roles: readonly string[];
  readonly permissions: readonly string[];
  /** How many wait at a place; none where nothing does, or the person may not know. */
  readonly counts: Readonly<Partial<Record<OfficePath, number>>>;
};
