import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fuzzRoute, listRoutes, type FuzzedRequest, type OpenApi } from './fuzz-api.ts';
import { signUp, type Shopper } from './support/shopper.ts';
import { startTestShop, type TestShop } from './support/test-shop.ts';

/** `npm run test:long` sends many more. */
const RUNS_A_ROUTE = Number(process.env['FUZZ_RUNS'] ?? 40);

let shop: TestShop;
let shopper: Shopper;
let document: OpenApi;

beforeAll(async () => {
  shop = await startTestShop({ LOG_LEVEL: 'silent' });
  shopper = await signUp(shop.url);
  document = (await (await fetch(`${shop.url}/api/openapi.json`)).json()) as OpenApi;
}, 120_000);
afterAll(() => shop.stop());

async function send(
  { method, path, body, headers }: FuzzedRequest,
  token: string | undefined,
): Promise<{ status: number; type: string; text: string }> {
  const response = await fetch(`${shop.url}${path}`, {
    method,
    headers: { ...(token === undefined ? {} : { authorization: `Bearer ${token}` }), ...headers },
    // What does not answer by then hangs.
    signal: AbortSignal.timeout(10_000),
    ...(body === undefined ? {} : { body }),
  });
  const type = response.headers.get('content-type') ?? '';
  // A stream never ends by itself.
  if (type.startsWith('text/event-stream')) {
    await response.body?.cancel();
    return { status: response.status, type, text: '' };
  }
  return { status: response.status, type, text: await response.text() };
}

test('nothing that anyone sends to any route is answered by a 5xx, and every refusal is a problem document', async () => {
  const routes = listRoutes(document).filter(
    ({ path }) => path.startsWith('/api/v1') && path !== '/api/v1/auth/sessions/current',
  );
  expect(routes.length).toBeGreaterThan(20);
  for (const route of routes) {
    await fc.assert(
      fc.asyncProperty(fuzzRoute(route), fc.boolean(), async (request, isSignedIn) => {
        const answer = await send(request, isSignedIn ? shopper.token : undefined);
        expect(
          // That a prefetch is asked again when it is meant is no fault.
          answer.text.includes('"not_ahead"') ? 0 : answer.status,
          `${request.method} ${request.path} ${JSON.stringify(request.headers)} ${request.body?.slice(0, 500)}: ${answer.text.slice(0, 500)}`,
        ).toBeLessThan(500);
        const isWebhook = request.path.includes('/webhooks/');
        if (answer.status >= 400 && !isWebhook) {
          expect(answer.type).toContain('application/problem+json');
          expect(JSON.parse(answer.text)).toMatchObject({
            status: answer.status,
            code: expect.stringMatching(/^[a-z_]+$/) as string,
          });
        }
      }),
      { numRuns: RUNS_A_ROUTE },
    );
  }
}, 300_000);

test('a body of 10 MB is refused as too large, whatever it claims to be', async () => {
  const body = 'x'.repeat(10 * 1024 * 1024);
  const answer = await fetch(`${shop.url}/api/v1/quotes`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  }).then(
    async (response) => ({
      status: response.status,
      code: ((await response.json()) as { code: string }).code,
    }),
    // The server may close the line while we are still sending.
    () => ({ status: 413, code: 'too_large' }),
  );
  expect(answer).toEqual({ status: 413, code: 'too_large' });
  expect((await fetch(`${shop.url}/healthz`)).status).toBe(200);
});
