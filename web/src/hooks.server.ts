import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';
import { routes } from '$app/manifest';
import type { RequestEvent } from '@sveltejs/kit';
import type { Handle, HandleServerError, ServerInit } from '@sveltejs/kit/hooks';
import { admit, expectAllToSay, isOfStaff, leadTo, type SignedIn } from '#lib/access/guard.server.ts';
import type { WholeShop } from '#server/shop.ts';
import { compressPage } from '#lib/request/compress-page.server.ts';
import { openJar } from '#lib/request/cookie-jar.server.ts';
import { answerPublicPage } from '#lib/request/page-cache.server.ts';
import { pricePage } from '#lib/request/price-page.server.ts';
import { readLanguage, readTheme, themeAttribute } from '#lib/chrome/preferences.server.ts';
import { awaitForm } from '#lib/form/readable-form.server.ts';
import { speakBy, type Locale } from '#lib/words/spoken.ts';

/** The language of each request on its own, however many are being answered at once. */
const pageLanguage = new AsyncLocalStorage<Locale>();
speakBy(() => pageLanguage.getStore());

/**
 * What browsers offer to pages and the shop has no use for: neither it nor a script that crept in gets it. Only names that
 * today's browsers know, since they complain of any other in the console of every page.
 */
const UNUSED = [
  'accelerometer',
  'autoplay',
  'browsing-topics',
  'camera',
  'display-capture',
  'encrypted-media',
  'fullscreen',
  'geolocation',
  'gyroscope',
  'hid',
  'idle-detection',
  'local-fonts',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'picture-in-picture',
  'screen-wake-lock',
  'serial',
  'usb',
  'xr-spatial-tracking',
];

/** Passkeys are made and used by the shop's own pages. */
function permissionsPolicy(): string {
  const own = ['publickey-credentials-create=(self)', 'publickey-credentials-get=(self)'];
  return [...UNUSED.map((name) => `${name}=()`), ...own].join(', ');
}

const SECURITY_HEADERS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'strict-origin-when-cross-origin',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': permissionsPolicy(),
} as const;

function findShop(event: RequestEvent): WholeShop {
  const shop = event.platform?.req.shop;
  if (shop === undefined) throw new Error('the request carries no shop: see web/README.md');
  return shop;
}

export const init: ServerInit = () => expectAllToSay(routes.map(({ id }) => id));

export const handle: Handle = async ({ event, resolve }) => {
  const { cookies, request, locals } = event;
  const { backOffice, ...shop } = findShop(event);
  locals.shop = shop;
  if (!mayAct(event)) return withHeaders(refuse(event, 'bad_origin'));
  locals.jar = openJar(cookies, locals.shop.signIn.cookies);
  locals.language = readLanguage(locals.jar, request.headers.get('accept-language'));
  locals.theme = readTheme(locals.jar);
  const elsewhere = (await leadAway(event)) ?? (await letIn(event, backOffice));
  if (elsewhere !== undefined) return withHeaders(elsewhere);

  const response = await answerPublicPage(event, async () => {
    const wait = event.platform?.req.visit?.charge(pricePage(event));
    if (wait !== undefined) return refuse(event, 'too_many_requests', wait);
    // Before the turn, or a few forms that never come would take all turns there are.
    await awaitForm(request);
    // A form may take long to come, and whoever of the staff began it may have been put out since.
    const out = locals.staff && request.method === 'POST' ? await letIn(event, backOffice) : undefined;
    return out ?? renderInTurn(event, resolve);
  });
  return compressPage(response, request.headers.get('accept-encoding'));
};

/**
 * Only our own pages make a browser change something, whatever type the body has: SvelteKit asks for the Origin of forms
 * alone. The server around the pages has made of it what the address says where it is ours (server-factory.ts).
 */
function mayAct({ request, url }: RequestEvent): boolean {
  return ['GET', 'HEAD'].includes(request.method) || request.headers.get('origin') === url.origin;
}

function withHeaders(response: Response): Response {
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.headers.set(name, value);
  return response;
}

/** What is shown of a shop that is not open: that it is not, its texts of law, and how a page looks. */
const ALWAYS_SHOWN: ReadonlySet<string | null> = new Set([
  '/opening',
  '/preferences',
  '/robots.txt',
  '/(shop)/legal/business',
  '/(shop)/privacy/[[version]]',
  '/(shop)/terms/[[version]]',
]);

/** While the shop is not open, pages of customers lead to the one that says so. The staff may look at them, and do nothing. */
async function leadAway({ locals, route, request }: RequestEvent): Promise<Response | undefined> {
  if (locals.shop.isOpen() || ALWAYS_SHOWN.has(route.id) || isOfStaff(route.id)) return undefined;
  const token = ['GET', 'HEAD'].includes(request.method) ? locals.jar.get('staff') : undefined;
  locals.looksBehind = token !== undefined && (await locals.shop.staff.sessions.find(token)) !== undefined;
  return locals.looksBehind ? undefined : leadTo('/opening', request.method);
}

/** Notes who is asking, as far as the page may know it, and hands staff the back office; or leads elsewhere. */
async function letIn(
  event: RequestEvent,
  backOffice: WholeShop['backOffice'],
): Promise<Response | undefined> {
  const { locals, route, url, request } = event;
  const who = await findSignedIn(event);
  locals.signedIn = who.customer;
  const admission = admit(route.id, who, url);
  if ('instead' in admission) return leadTo(admission.instead, request.method);
  ({ session: locals.session, staff: locals.staff, lacks: locals.lacks } = admission);
  locals.backOffice = admission.staff && !admission.lacks ? backOffice : undefined;
  return undefined;
}

/** A page of the shop asks nothing about the staff, and one of theirs nothing about customers. */
async function findSignedIn({ locals, route, getClientAddress }: RequestEvent): Promise<SignedIn> {
  const isStaff = isOfStaff(route.id);
  const token = locals.jar.get(isStaff ? 'staff' : 'session');
  if (token === undefined) return {};
  return isStaff
    ? { staff: await locals.shop.staff.sessions.find(token) }
    : { customer: await locals.shop.signIn.session(token, getClientAddress()) };
}

type Resolve = Parameters<Handle>[0]['resolve'];

/** Few pages are rendered at once, so that those who look at them leave time for orders. */
async function renderInTurn(event: RequestEvent, resolve: Resolve): Promise<Response> {
  const visit = event.platform?.req.visit;
  try {
    return await (visit === undefined
      ? renderPage(event, resolve)
      : visit.inTurn(() => renderPage(event, resolve)));
  } catch (error) {
    if ((error as { statusCode?: unknown }).statusCode !== 503) throw error;
    return refuse(event, 'overloaded');
  }
}

async function renderPage(event: RequestEvent, resolve: Resolve): Promise<Response> {
  const { language, theme } = event.locals;
  const isStaff = isOfStaff(event.route.id);
  const response = await pageLanguage.run(language === 'en' ? 'en' : 'zh', async () =>
    resolve(event, {
      transformPageChunk: ({ html }) =>
        html
          .replace('%ks.lang%', language)
          .replace('%ks.theme%', themeAttribute(theme))
          .replace('%ks.surface%', isStaff ? 'admin' : 'store'),
    }),
  );
  withHeaders(response);
  if (response.headers.get('content-type')?.startsWith('text/html')) {
    // A page shows the cart and who is signed in, so no shared cache may keep it; `no-cache` still lets "back" be instant. Of the
    // back office nothing stays on the machine, which several may share.
    response.headers.set('cache-control', isStaff ? 'private, no-store' : 'private, no-cache');
  }
  return response;
}

function refuse(
  event: RequestEvent,
  code: 'overloaded' | 'too_many_requests' | 'bad_origin',
  retryAfterSeconds?: number,
): Response {
  const visit = event.platform?.req.visit;
  if (visit === undefined) throw new Error('a page was refused without a server around it');
  const { body, status, headers } = visit.refuse(code, retryAfterSeconds);
  return new Response(body, { status, headers });
}

export const handleError: HandleServerError = ({ kind, error, event }) => {
  // What a page refused itself, and addresses that do not exist, are no faults.
  if (kind !== 'unknown') return {};
  const errorId = `E-${randomBytes(4).toString('hex').toUpperCase()}`;
  // The route, not the address: a query can hold personal data.
  const facts = { err: error, errorId, method: event.request.method, route: event.route.id };
  const log = event.platform?.req.log;
  if (log) log.error(facts, 'a page failed');
  else console.error('a page failed', facts);
  return { errorId };
};
