import { expect, test } from 'vitest';
import { PACKAGE_AS_OF, REGIONS_AS_OF } from './corrections.ts';
import { isListOld } from './list-age.ts';

test('a list of more than a year ago is old', () => {
  expect(isListOld(new Date('2027-10-06T00:00:00Z'), '2026-10-06')).toBe(false);
  expect(isListOld(new Date('2027-10-08T00:00:00Z'), '2026-10-06')).toBe(true);
});

test('the list has a day, and it is not before that of the package', () => {
  expect(Date.parse(REGIONS_AS_OF)).toBeGreaterThanOrEqual(Date.parse(PACKAGE_AS_OF));
});
