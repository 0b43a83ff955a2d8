import { expect, test } from 'vitest';
import { decideSteps, missingOf, STEPS, type Readiness } from './opening.decide.ts';
import { unsaved } from './unsaved.ts';

const { shop, legal, orders, delivery, policies, opening } = unsaved(false);
const nobodys = { version: 0, savedAt: null };
const NEW: Readiness = {
  settings: {
    shop: { ...nobodys, value: shop },
    legal: { ...nobodys, value: legal },
    orders: { ...nobodys, value: orders },
    delivery: { ...nobodys, value: delivery },
    policies: { ...nobodys, value: policies },
    opening: { ...nobodys, value: opening },
  },
  ...{ hasProduct: false, canBePaid: false, canSendCodes: false, hasOwnPolicies: false },
  ...{ members: 1, publicUrl: 'http://localhost:3000', isKeyApart: false, areFiguresGuarded: false },
};

test('a new shop lacks everything but freight, and a second account is advice', () => {
  const others = STEPS.filter((step) => !['freight', 'staff'].includes(step));
  expect(missingOf(decideSteps(NEW))).toEqual(others);
});

test('nothing is missing when all is done, and each thing by itself keeps the shop from opening', () => {
  const settings = {
    ...NEW.settings,
    shop: { ...nobodys, version: 1, value: { ...shop, phone: '010-65529988' } },
    legal: {
      ...nobodys,
      value: { ...legal, company: '山间', licenceNo: '9144030071526726XG', icpNo: '京ICP备12345678号' },
    },
  };
  const ready: Readiness = {
    settings,
    ...{ hasProduct: true, canBePaid: true, canSendCodes: true, hasOwnPolicies: true },
    ...{ members: 1, publicUrl: 'https://tea.example', isKeyApart: true, areFiguresGuarded: true },
  };
  expect(missingOf(decideSteps(ready))).toEqual([]);
  const without: [Partial<Readiness>, string][] = [
    [{ canBePaid: false }, 'payment'],
    [{ canSendCodes: false }, 'messages'],
    [{ hasOwnPolicies: false }, 'policies'],
    [{ hasProduct: false }, 'product'],
    [{ publicUrl: 'http://tea.example' }, 'address'],
  ];
  for (const [less, step] of without) expect(missingOf(decideSteps({ ...ready, ...less }))).toEqual([step]);
});
