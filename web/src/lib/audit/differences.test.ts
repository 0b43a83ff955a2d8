import { expect, test } from 'vitest';
import { differences } from './differences.ts';

test('what changed is told field by field, and what stayed is not', () => {
  expect(differences({ roles: ['viewer'], isActive: true }, { roles: ['owner'], isActive: true })).toEqual([
    { field: 'roles', before: ['viewer'], after: ['owner'] },
  ]);
});

test('what is new has nothing before, and what is gone nothing after', () => {
  expect(differences(null, { roles: ['owner'] })).toEqual([
    { field: 'roles', before: undefined, after: ['owner'] },
  ]);
  expect(differences({ roles: ['owner'] }, null)).toEqual([
    { field: 'roles', before: ['owner'], after: undefined },
  ]);
});

test('an act that changed no field has no difference', () => {
  expect(differences(null, null)).toEqual([]);
  expect(differences({ roles: ['owner'] }, { roles: ['owner'] })).toEqual([]);
});
