import { expect, test } from 'vitest';
import { PERMISSIONS } from '../../kernel/permission.ts';
import { listRoles, mayGive, permissionsOf, READY_MADE, READY_MADE_NAMES } from './role.ts';

const OWN = new Map([['night-shift', ['orders:read', 'gone:permission']]]);
const as = (...roles: string[]) => ({ roles, permissions: permissionsOf(roles, OWN) });

test('an owner may do everything, and nobody else may change members or roles', () => {
  expect(permissionsOf(['owner'], OWN)).toEqual(new Set(PERMISSIONS));
  for (const name of READY_MADE_NAMES.filter((role) => role !== 'owner'))
    for (const permission of ['members:change', 'roles:change'])
      expect(READY_MADE[name], name).not.toContain(permission);
});

test('several roles permit what any of them does; one that is gone, and a permission that is gone, permit nothing', () => {
  expect(permissionsOf(['night-shift', 'left-long-ago'], OWN)).toEqual(new Set(['orders:read']));
  expect(permissionsOf(['warehouse', 'marketing'], OWN)).toContain('campaigns:change');
  expect(permissionsOf([], OWN).size).toBe(0);
  expect(permissionsOf(['constructor', '__proto__'], OWN).size).toBe(0);
});

test('nobody gives more than they have, and only an owner makes owners', () => {
  expect(mayGive(as('owner'), ['owner', 'viewer'], OWN)).toBe(true);
  expect(mayGive(as('manager'), ['owner'], OWN)).toBe(false);
  expect(mayGive(as('manager'), ['finance', 'night-shift'], OWN)).toBe(true);
  expect(mayGive(as('viewer'), ['service'], OWN)).toBe(false);
});

test('a shop’s own roles stand behind the ready-made ones, without permissions that are gone', () => {
  const roles = listRoles(OWN);
  expect(roles.slice(0, -1).map(({ name }) => name)).toEqual(READY_MADE_NAMES);
  expect(roles.at(-1)).toEqual({ name: 'night-shift', permissions: ['orders:read'], isReadyMade: false });
});
