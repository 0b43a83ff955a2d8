import { isPermission, PERMISSIONS, type Permission } from '../../kernel/permission.ts';

/** Roles that every shop has from the start; none of them can be changed. */
export const READY_MADE = {
  owner: PERMISSIONS,
  manager: PERMISSIONS.filter((permission) => !['roles:change', 'members:change'].includes(permission)),
  warehouse: ['orders:read', 'products:read', 'stock:read', 'stock:change'],
  service: [
    'orders:read',
    'orders:change',
    'products:read',
    'stock:read',
    'customers:read',
    'customers:reveal',
    'customers:change',
    'aftersales:read',
    'aftersales:decide',
    'support:answer',
  ],
  finance: [
    'orders:read',
    'prices:read',
    'payments:read',
    'payments:refund',
    'aftersales:read',
    'cases:read',
    'cases:close',
    'audit:read',
  ],
  marketing: [
    'products:read',
    'products:change',
    'stock:read',
    'campaigns:read',
    'campaigns:change',
    'prices:read',
    'prices:change',
  ],
  viewer: [
    'orders:read',
    'products:read',
    'stock:read',
    'campaigns:read',
    'prices:read',
    'payments:read',
    'aftersales:read',
    'cases:read',
  ],
} as const satisfies Readonly<Record<string, readonly Permission[]>>;

export type ReadyMadeRole = keyof typeof READY_MADE;

export const READY_MADE_NAMES = Object.keys(READY_MADE) as readonly ReadyMadeRole[];

/** Who has it may do everything, and there is always somebody who has it. */
export const OWNER = 'owner' satisfies ReadyMadeRole;

/** How a role of a shop's own is named. */
export const ROLE_NAME = /^[a-z][a-z0-9-]{1,30}$/;

export type Role = {
  readonly name: string;
  readonly permissions: readonly Permission[];
  /** It comes with the program. */
  readonly isReadyMade: boolean;
};

/** The permissions of a shop's own roles, by their names. */
export type OwnRoles = ReadonlyMap<string, readonly string[]>;

export function isReadyMade(name: string): name is ReadyMadeRole {
  return Object.hasOwn(READY_MADE, name);
}

/** All roles of a shop, the ready-made ones first. */
export function listRoles(own: OwnRoles): Role[] {
  return [
    ...READY_MADE_NAMES.map((name) => ({ name, permissions: READY_MADE[name], isReadyMade: true })),
    ...[...own].map(([name, permissions]) => ({
      name,
      permissions: permissions.filter(isPermission),
      isReadyMade: false,
    })),
  ];
}

/** What somebody with these roles may do: what any of them permits. A role that is gone permits nothing. */
export function permissionsOf(roles: readonly string[], own: OwnRoles): ReadonlySet<Permission> {
  return new Set(
    roles.flatMap((name): readonly Permission[] =>
      isReadyMade(name) ? READY_MADE[name] : (own.get(name) ?? []).filter(isPermission),
    ),
  );
}

/**
 * Whether somebody who may do `own` may give these roles away, or take them: nobody gives more than they have, and only an
 * owner makes owners.
 */
export function mayGive(
  giver: { readonly roles: readonly string[]; readonly permissions: ReadonlySet<Permission> },
  roles: readonly string[],
  ownRoles: OwnRoles,
): boolean {
  if (roles.includes(OWNER) && !giver.roles.includes(OWNER)) return false;
  return [...permissionsOf(roles, ownRoles)].every((permission) => giver.permissions.has(permission));
}
