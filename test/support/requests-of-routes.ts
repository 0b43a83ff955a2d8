import { randomUUID } from 'node:crypto';
import { CONSENT_VERSION } from '../../server/modules/customers/index.ts';
import type { Shopper } from './shopper.ts';

/** What A has, one of everything; the names are those of the parameters of routes. */
export type Belongings = {
  readonly shopper: Shopper;
  readonly ids: Readonly<Record<string, string>>;
  readonly order: Record<string, unknown>;
};

export const A = {
  phone: '13911112222',
  recipient: '慕容云舒',
  street: '滨江大道 2727 号',
  note: '请放前台',
};
export const REASON = '慕容云舒改主意了';
export const READ = { staffName: '客服司徒', staffRole: '客服', what: '收货电话', why: '慕容家的配送' };
export const KEYS = { order: randomUUID(), payment: randomUUID(), coupon: randomUUID() };

/** Whose id stands in a parameter of a route, by the route's address and the parameter's name. */
export const PARAMETERS: Readonly<Record<string, string>> = {
  '/addresses/{id}': 'addressId',
  '/auth/sessions/{id}': 'sessionId',
  '/orders/{orderNo}': 'orderNo',
  '/payments/{paymentNo}': 'paymentNo',
  '/me/passkeys/{id}': 'passkeyId',
  '/me/logins/{name}': 'provider',
  '/auth/providers/{name}': 'provider',
  '/privacy/exports/{id}': 'exportId',
  '/me/consents/{purpose}': 'purpose',
  // The catalogue's, which everybody may read.
  '/products/{slug}': 'slug',
  '/cart/lines/{skuId}': 'skuId',
  '/webhooks/payments/{gateway}': 'gateway',
  '/payment-returns/{orderNo}': 'orderNo',
  // The staff's, who let in no customer.
  '/staff/payment-gateways/{gateway}': 'gateway',
  '/staff/payment-gateways/{gateway}/check': 'gateway',
  '/staff/sessions/{id}': 'sessionId',
  '/staff/me/passkeys/{id}': 'sessionId',
  '/staff/members/{id}': 'sessionId',
  '/staff/invitations/{id}': 'sessionId',
  '/staff/cases/{id}': 'sessionId',
  '/staff/tasks/{id}': 'sessionId',
  '/staff/catalogue-imports/{id}': 'sessionId',
  '/staff/stock-imports/{id}': 'sessionId',
  '/staff/order-filters/{id}': 'sessionId',
  '/staff/customers/{id}': 'customerId',
  '/staff/coupon-campaigns/{id}': 'campaignId',
  '/staff/orders/{orderNo}': 'orderNo',
  '/staff/roles/{name}': 'purpose',
  '/staff/api-keys/{id}': 'sessionId',
  '/staff/webhooks/{id}': 'sessionId',
  '/staff/instalment-plans/{id}': 'sessionId',
  '/staff/skus/{skuId}': 'skuId',
  '/staff/skus/{id}': 'skuId',
  '/staff/products/{id}': 'skuId',
  '/staff/categories/{id}': 'skuId',
  '/staff/freight-templates/{id}': 'sessionId',
  '/staff/promotions/{id}': 'sessionId',
  '/staff/campaign-days/{id}': 'sessionId',
};

/** What is sent where a route takes a body: as much of A's as fits in. */
export const BODIES: Readonly<Record<string, (a: Belongings) => unknown>> = {
  'POST /auth/codes': () => ({ phone: A.phone, purpose: 'sign-in' }),
  'POST /auth/sessions': () => ({
    phone: A.phone,
    code: '000000',
    consent: { terms: true, privacy: true, version: CONSENT_VERSION },
  }),
  'POST /auth/proofs': () => ({ code: '000000' }),
  'POST /auth/password-sessions': () => ({ phone: A.phone, password: 'wrong horse battery' }),
  'PUT /me/password': () => ({ password: 'correct horse battery staple' }),
  'POST /me/phone/codes': () => ({ phone: A.phone }),
  'PUT /me/phone': () => ({ phone: A.phone, code: '000000' }),
  'POST /auth/passkey-sessions': ({ ids }) => ({ response: { id: ids['passkeyId'] } }),
  'POST /auth/proofs/passkey': ({ ids }) => ({ response: { id: ids['passkeyId'] } }),
  'POST /me/passkeys': ({ ids }) => ({ response: { id: ids['passkeyId'] }, name: '乙的手机' }),
  'PATCH /me/passkeys/{id}': () => ({ name: '乙的手机' }),
  'POST /auth/providers/{name}/starts': () => ({ intent: 'sign-in' }),
  'POST /auth/links': () => ({
    phone: A.phone,
    code: '000000',
    consent: { terms: true, privacy: true, version: CONSENT_VERSION },
  }),
  'PUT /me/consents/{purpose}': () => ({ version: CONSENT_VERSION }),
  'POST /addresses': () => ({
    recipient: '乙',
    phone: '13700000000',
    regionCode: '310115',
    street: '乙路 1 号',
  }),
  'PATCH /addresses/{id}': () => ({ isDefault: true }),
  'POST /quotes': ({ ids }) => ({
    lines: [{ skuId: ids['skuId'], quantity: 1 }],
    addressId: ids['addressId'],
  }),
  'POST /orders': ({ order }) => order,
  'POST /orders/{orderNo}/cancellation': () => ({ reason: '不要了' }),
  'POST /orders/{orderNo}/price-protection': () => ({ expectedAmount: 1 }),
  'POST /orders/{orderNo}/payments': () => ({ gateway: 'sandbox', channel: 'qr' }),
  'PUT /cart/lines/{skuId}': () => ({ quantity: 1 }),
  'POST /coupons': ({ ids }) => ({ campaignId: ids['campaignId'] }),
  'POST /staff/sessions': () => ({ account: A.phone, password: 'wrong horse battery' }),
  'POST /staff/catalogue-exports': () => ({ format: 'csv' }),
  'POST /staff/stock-exports': () => ({ format: 'csv' }),
  'POST /staff/passkey-sessions': ({ ids }) => ({ response: { id: ids['passkeyId'] } }),
  'POST /staff/proofs': () => ({ password: 'wrong horse battery', otp: '000000' }),
  'PUT /staff/me/password': () => ({ password: 'correct horse battery staple' }),
  'PUT /staff/me/authenticator': () => ({ otp: '000000' }),
  'POST /staff/me/passkeys': ({ ids }) => ({ response: { id: ids['passkeyId'] }, name: '乙的手机' }),
  'PATCH /staff/me/passkeys/{id}': () => ({ name: '乙的手机' }),
  'POST /staff/stock-movements': ({ ids }) => ({
    ...{ skuId: ids['skuId'], kind: 'receive', quantity: 1, reason: '到货' },
  }),
  'POST /staff/customers/{id}/revealing': () => ({ field: 'phone', reason: '好奇' }),
  'PUT /staff/customers/{id}/tags': () => ({ tags: ['好奇'] }),
  'POST /staff/customers/{id}/notes': () => ({ text: '好奇' }),
  'POST /staff/customers/{id}/deactivation': () => ({ reason: '好奇' }),
  'POST /staff/customers/{id}/reactivation': () => ({ reason: '好奇' }),
  'POST /staff/coupon-campaigns/{id}/coupons': ({ ids }) => ({ customerId: ids['customerId'] }),
  'PUT /staff/skus/{skuId}/low-stock-rule': () => ({ lowStockAt: 5 }),
  'POST /staff/products': () => ({ name: '乙的商品' }),
  'PATCH /staff/products/{id}': () => ({ name: '乙的商品' }),
  'POST /staff/products/{id}/publication': () => ({}),
  'POST /staff/products/{id}/undoing': () => ({ version: 2 }),
  'PATCH /staff/skus/{id}': () => ({ price: 1 }),
  'POST /staff/product-changes': ({ ids }) => ({
    ...{ products: [{ id: ids['skuId'] }], change: { kind: 'sale', onSale: false } },
  }),
  'POST /staff/product-changes/preview': ({ ids }) => ({
    ...{ products: [{ id: ids['skuId'] }], change: { kind: 'sale', onSale: false } },
  }),
  'POST /staff/categories': () => ({ name: '乙的分类' }),
  'PATCH /staff/categories/{id}': () => ({ name: '乙的分类' }),
  'POST /staff/coupon-campaigns': () => ({
    ...{ name: '乙的券', kind: 'amount', amount: 1, quota: 1 },
    ...{ claimableFrom: '2020-01-01T00:00:00Z', claimableUntil: '2090-01-01T00:00:00Z' },
  }),
  'PATCH /staff/coupon-campaigns/{id}': () => ({ name: '乙的券' }),
  'POST /staff/coupon-campaigns/{id}/trial': ({ ids }) => ({ lines: [{ skuId: ids['skuId'], quantity: 1 }] }),
  'POST /staff/coupon-campaigns/{id}/start': () => ({ expectedVersion: 1 }),
  'POST /staff/coupon-campaigns/{id}/pause': () => ({ expectedVersion: 1 }),
  'POST /staff/coupon-campaigns/{id}/resumption': () => ({ expectedVersion: 1 }),
  'POST /staff/promotions/{id}/start': () => ({ expectedVersion: 1 }),
  'POST /staff/promotions/{id}/pause': () => ({ expectedVersion: 1 }),
  'POST /staff/promotions/{id}/resumption': () => ({ expectedVersion: 1 }),
  'POST /staff/promotions': () => ({
    ...{ name: '乙的促销', kind: 'second_at_half_price', scope: { kind: 'all' } },
    ...{ startsAt: '2020-01-01T00:00:00Z', endsAt: '2090-01-01T00:00:00Z' },
  }),
  'POST /staff/campaign-days': () => ({ name: '乙的店庆', from: '2026-12-01', until: '2026-12-02' }),
  'PATCH /staff/promotions/{id}': () => ({ name: '乙的促销' }),
  'POST /staff/promotions/{id}/trial': ({ ids }) => ({ lines: [{ skuId: ids['skuId'], quantity: 1 }] }),
  'POST /staff/invitations': () => ({ roles: ['owner'] }),
  'POST /staff/invitations/opening': ({ shopper }) => ({ token: shopper.token, account: 'bob' }),
  'POST /staff/invitations/acceptance': ({ shopper }) => ({
    ...{ token: shopper.token, account: 'bob', name: '乙', password: 'wrong horse battery', otp: '000000' },
  }),
  'PATCH /staff/members/{id}': () => ({ roles: ['owner'] }),
  'PUT /staff/roles/{name}': () => ({ permissions: ['orders:read'] }),
  'POST /staff/freight-templates': () => ({
    ...{ name: '乙', basis: 'piece' },
    rows: [{ regions: [], firstUnits: 1, firstAmount: 0, furtherUnits: 1, furtherAmount: 0 }],
  }),
  'PATCH /staff/freight-templates/{id}': () => ({ name: '乙', expectedVersion: 1 }),
  'POST /staff/freight-templates/{id}/trial': () => ({ regionCode: '310115', pieces: 1 }),
  'POST /staff/webhooks': () => ({ url: 'https://erp.example', description: '乙', events: ['order_paid'] }),
  'PATCH /staff/webhooks/{id}': () => ({ active: false }),
  'POST /staff/instalment-plans': () => ({
    ...{ gateway: 'sandbox', periods: 9, feeRateBasisPoints: 0, feeBearer: 'buyer', leastAmount: 900 },
  }),
  'PATCH /staff/instalment-plans/{id}': () => ({ active: false, expectedVersion: 1 }),
  'POST /staff/api-keys': () => ({ name: '乙', scopes: ['orders:read'], validDays: 1 }),
  'PUT /staff/settings/shop': () => ({
    value: {
      ...{ name: { zh: '乙店', en: '' }, about: { zh: '', en: '' }, phone: '', email: '' },
      ...{ address: { zh: '', en: '' }, hours: { zh: '', en: '' } },
    },
    expectedVersion: 0,
  }),
  'PUT /staff/settings/legal': () => ({
    value: { company: '乙', licenceNo: '', residence: '', icpNo: '', publicSecurityNo: '' },
    expectedVersion: 0,
  }),
  'PUT /staff/settings/policies': () => ({
    value: { terms: { zh: '# 乙\n\n乙\n\n乙', en: '' }, privacy: { zh: '# 乙\n\n乙\n\n乙', en: '' } },
    expectedVersion: 0,
  }),
  'PUT /staff/settings/delivery': () => ({
    value: {
      ...{ mode: 'sum', freeBasis: 'before_coupons' },
      pickUp: {
        ...{ isOn: false, place: { zh: '乙', en: '' }, address: { zh: '', en: '' } },
        ...{ hours: { zh: '', en: '' }, phone: '' },
      },
    },
    expectedVersion: 0,
  }),
  'PUT /staff/settings/orders': () => ({
    value: { paymentMinutes: 5, priceProtectionDays: 7, latePayment: 'refund' },
    expectedVersion: 0,
  }),
  'PUT /staff/payment-gateways/{gateway}': () => ({
    ...{ isOn: false, open: {}, secret: {}, expectedVersion: 0 },
  }),
  'POST /staff/order-filters': () => ({ name: '我的', query: {}, isShared: true }),
  'POST /staff/order-exports': () => ({ format: 'csv' }),
  'PUT /staff/order-columns': () => ({ columns: ['goods'] }),
  'POST /staff/cases/{id}/closing': () => ({ reason: '不要了' }),
  'POST /staff/orders/{orderNo}/revealing': () => ({ field: 'phone', reason: '好奇' }),
  'POST /staff/orders/{orderNo}/notes': () => ({ text: '好奇' }),
  'PUT /staff/orders/{orderNo}/tags': () => ({ tags: ['加急'] }),
  'POST /staff/orders/{orderNo}/price-changes': () => ({ totalAmount: 1, reason: '便宜点' }),
  'POST /staff/orders/{orderNo}/cancellation': () => ({ reason: '不要了' }),
  'POST /staff/orders': ({ ids }) => ({
    ...{ phone: A.phone, lines: [{ skuId: ids['skuId'], quantity: 1 }], expectedTotalAmount: 1 },
    address: { recipient: '乙', phone: '13700000000', regionCode: '310115', street: '乙路 1 号' },
  }),
  'POST /staff/orders/bulk-previews': ({ ids }) => ({
    ...{ orderNos: [ids['orderNo']], act: { kind: 'note', text: '好奇' } },
  }),
  'POST /staff/orders/bulk-acts': ({ ids }) => ({
    ...{ orderNos: [ids['orderNo']], act: { kind: 'cancel_unpaid', reason: '不要了' } },
  }),
  'PUT /staff/orders/{orderNo}/address': () => ({
    ...{ recipient: '乙', phone: '13700000000', regionCode: '310115', street: '乙路 1 号', reason: '寄给我' },
  }),
  'POST /webhooks/payments/{gateway}': ({ ids }) => ({
    paymentNo: ids['paymentNo'],
    orderNo: ids['orderNo'],
  }),
};

/** Idempotency keys that A has used, where a route wants one: B must not get A's answer by them. */
export const IDEMPOTENCY: Readonly<Record<string, string>> = {
  'POST /orders': KEYS.order,
  'POST /coupons': KEYS.coupon,
  'POST /orders/{orderNo}/payments': KEYS.payment,
};
