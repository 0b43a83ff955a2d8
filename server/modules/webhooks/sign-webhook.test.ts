import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import { newWebhookSecret, signedHeads } from './sign-webhook.ts';

const BODY = JSON.stringify({ type: 'order_paid', data: { amountFen: 12_900, note: '“¥”' } });

test('what is signed is taken by the library of Standard Webhooks, by either secret while both are good', () => {
  const secrets = [newWebhookSecret(), newWebhookSecret()];
  const heads = signedHeads(secrets, 'msg_1', new Date(), BODY);
  for (const secret of secrets)
    expect(new Webhook(secret).verify(BODY, { ...heads })).toEqual(JSON.parse(BODY));
  expect(() => new Webhook(newWebhookSecret()).verify(BODY, { ...heads })).toThrow();
  expect(() => new Webhook(secrets[0]!).verify(BODY.replace('12900', '1'), { ...heads })).toThrow();
  expect(() => new Webhook(secrets[0]!).verify(BODY, { ...heads, 'webhook-id': 'msg_2' })).toThrow();
});

test('it is the signature that the library makes, and one of long ago is told by its time', () => {
  const secret = newWebhookSecret();
  const at = new Date('2026-11-27T08:00:00.900Z');
  const heads = signedHeads([secret], 'msg_1', at, BODY);
  // Whole seconds, as the library counts them.
  const made = new Webhook(secret).sign('msg_1', new Date('2026-11-27T08:00:00Z'), BODY);
  expect(heads).toEqual({
    'webhook-id': 'msg_1',
    'webhook-timestamp': '1795766400',
    'webhook-signature': made,
  });
  const old = signedHeads([secret], 'msg_1', new Date(Date.now() - 3_600_000), BODY);
  expect(() => new Webhook(secret).verify(BODY, { ...old })).toThrow(/timestamp/i);
});
