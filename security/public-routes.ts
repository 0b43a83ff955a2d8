/**
 * Routes that nobody in particular may call, as the shop means it. A route that is open and does not stand here is a
 * finding, so that opening one is always a decision.
 */
export const PUBLIC_ROUTES: ReadonlySet<string> = new Set([
  'GET /healthz',
  'GET /readyz',
  'GET /api/v1/categories',
  'GET /api/v1/products',
  'GET /api/v1/products/{slug}',
  'GET /api/v1/policies',
  'GET /api/v1/coupons/claimable',
  'GET /api/v1/instalments',
  'GET /api/v1/regions',
  'GET /api/v1/auth/password-key',
  'GET /api/v1/auth/providers',
  'POST /api/v1/auth/codes',
  'POST /api/v1/auth/sessions',
  'POST /api/v1/auth/password-sessions',
  'POST /api/v1/auth/passkey-options',
  'POST /api/v1/auth/passkey-sessions',
  'POST /api/v1/auth/providers/{name}/starts',
  'GET /api/v1/auth/providers/{name}/callback',
  'POST /api/v1/auth/links',
  'POST /api/v1/quotes',
  // Staff come in by a password and a second factor, or by an invitation's token.
  'POST /api/v1/staff/sessions',
  'POST /api/v1/staff/invitations/opening',
  'POST /api/v1/staff/invitations/acceptance',
  'POST /api/v1/staff/passkey-options',
  'POST /api/v1/staff/passkey-sessions',
  // Proves itself by its signature.
  'POST /api/v1/webhooks/payments/{gateway}',
  // Reads nothing, and leads to a page that asks for a session.
  'POST /api/v1/payment-returns/{orderNo}',
  // Of a demo shop alone.
  'GET /api/v1/demo/outbox',
  'POST /api/v1/demo/payments/{paymentNo}',
  'POST /api/v1/demo/staff-sessions',
  'POST /api/v1/demo/webhook-inbox',
]);
