import { m } from '#lib/words/m.ts';
import type { ReadyMadeRole } from '#server/modules/staff/index.ts';

type RoleWords = { readonly name: () => string; readonly does: () => string };

/** The ready-made roles, the one that may do most first. */
const ROLES: Readonly<Record<ReadyMadeRole, RoleWords>> = {
  owner: { name: m.role_owner, does: m.role_owner_does },
  manager: { name: m.role_manager, does: m.role_manager_does },
  warehouse: { name: m.role_warehouse, does: m.role_warehouse_does },
  service: { name: m.role_service, does: m.role_service_does },
  finance: { name: m.role_finance, does: m.role_finance_does },
  marketing: { name: m.role_marketing, does: m.role_marketing_does },
  viewer: { name: m.role_viewer, does: m.role_viewer_does },
};

export const ROLE_NAMES = Object.keys(ROLES) as readonly ReadyMadeRole[];

export function isRole(name: string): name is ReadyMadeRole {
  return Object.hasOwn(ROLES, name);
}

export function roleDoes(name: ReadyMadeRole): string {
  return ROLES[name].does();
}

/** What a role is called; one of the shop's own by the name that it was given. */
export function roleName(name: string): string {
  return isRole(name) ? ROLES[name].name() : name;
}

export function roleNames(names: readonly string[]): string {
  return names.length === 0 ? m.role_none() : names.map(roleName).join(m.role_separator());
}
