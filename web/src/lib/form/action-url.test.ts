import { expect, test } from 'vitest';
import { actionName, actionUrl } from './action-url.ts';

test('a form keeps the query of its page, and the name of its action can be read back', () => {
  const page = new URL('http://shop.test/checkout?/place&from=cart&only=1&only=2');
  const action = new URL(actionUrl(page, 'addAddress'), page);
  expect(action.search).toBe('?/addAddress&from=cart&only=1&only=2');
  expect(actionName(action)).toBe('addAddress');
});
