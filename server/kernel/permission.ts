/**
 * What somebody of the staff may do, as `resource:action`. A route or page of the staff names one; nobody has any but by a role.
 * `read` shows no personal data in full.
 */
export const PERMISSIONS = [
  'orders:read',
  'orders:change',
  'products:read',
  'products:change',
  'stock:read',
  'stock:change',
  'customers:read',
  'customers:reveal',
  'customers:change',
  'campaigns:read',
  'campaigns:change',
  'prices:read',
  'prices:change',
  'payments:read',
  'payments:refund',
  'aftersales:read',
  'aftersales:decide',
  'support:answer',
  'cases:read',
  'cases:close',
  'members:read',
  'members:change',
  'roles:change',
  'settings:read',
  'settings:change',
  'integrations:read',
  'integrations:change',
  'audit:read',
] as const;

export type Permission = (typeof PERMISSIONS)[number];

/**
 * What no key permits, whoever makes it: who is of the staff and what they may do is for people, and a key that makes keys
 * would outlive the one who made it.
 */
const FOR_PEOPLE_ALONE: ReadonlySet<Permission> = new Set([
  'members:read',
  'members:change',
  'roles:change',
  'integrations:read',
  'integrations:change',
]);

/** What a key may permit. */
export const KEY_SCOPES = PERMISSIONS.filter((permission) => !FOR_PEOPLE_ALONE.has(permission));

const ALL: ReadonlySet<string> = new Set(PERMISSIONS);

export function isPermission(text: string): text is Permission {
  return ALL.has(text);
}
