import { expect, test } from 'vitest';
import { checkSection } from './check-section.decide.ts';
import { isLicenceNo } from './licence-number.ts';
import type { SectionValues } from './sections.ts';

const NOBODY = { zh: '', en: '' };
const SHOP: SectionValues['shop'] = {
  name: { zh: '山间茶舍', en: '' },
  ...{ about: NOBODY, phone: '', email: '', address: NOBODY, hours: NOBODY },
};
const LEGAL: SectionValues['legal'] = {
  ...{ company: '', licenceNo: '', residence: '', icpNo: '', publicSecurityNo: '' },
};

test('a licence number is right by its last character alone', () => {
  // Of companies that publish theirs: Tencent, Huawei, Alibaba (China).
  const right = ['9144030071526726XG', '914403001922038216', '91330100799655058B'];
  expect(right.filter(isLicenceNo)).toEqual(right);
  for (const code of right) {
    const others = [...'0123456789ABCDEFGHJKLMNPQRTUWXY'].filter((last) => last !== code[17]);
    expect(others.filter((last) => isLicenceNo(code.slice(0, 17) + last))).toEqual([]);
  }
  expect(isLicenceNo('9144030071526726XO')).toBe(false);
  // The example of the standard for numbers of fifteen digits.
  expect(isLicenceNo('110108000000016')).toBe(true);
  expect(isLicenceNo('110108000000017')).toBe(false);
});

test.each([
  ['shop', { ...SHOP, name: { zh: '', en: 'Tea' } }, ['name.zh missing']],
  ['shop', { ...SHOP, name: { zh: '茶'.repeat(41), en: '' } }, ['name.zh too_long 40']],
  ['shop', { ...SHOP, phone: '400-820-8820 转 12', email: 'tea@example.com' }, []],
  ['shop', { ...SHOP, phone: '<b>1</b>', email: 'tea' }, ['phone malformed', 'email malformed']],
  ['legal', { ...LEGAL, icpNo: '京ICP备12345678号-1', publicSecurityNo: '京公网安备11010502030000号' }, []],
  ['legal', { ...LEGAL, icpNo: '京ICP证030173号' }, []],
  [
    'legal',
    { ...LEGAL, icpNo: '12345678', publicSecurityNo: '1' },
    ['icpNo malformed', 'publicSecurityNo malformed'],
  ],
  [
    'orders',
    { paymentMinutes: 4, priceProtectionDays: 7, latePayment: 'refund' },
    ['paymentMinutes out_of_range 5'],
  ],
  [
    'orders',
    { paymentMinutes: null, priceProtectionDays: 31, latePayment: 'refund' },
    ['priceProtectionDays out_of_range 30'],
  ],
  ['orders', { paymentMinutes: null, priceProtectionDays: 0, latePayment: 'refund' }, []],
  [
    'orders',
    { paymentMinutes: null, priceProtectionDays: 0, latePayment: 'keep' as 'refund' },
    ['latePayment malformed'],
  ],
] as const)('%s %o: %j', (section, value, faults) => {
  const found = checkSection(section, value as never);
  expect(found.map(({ field, fault, limit = '' }) => `${field} ${fault} ${limit}`.trim())).toEqual(faults);
});
