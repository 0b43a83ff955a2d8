import { randomUUID } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { KEY_SCOPES, PERMISSIONS, type Permission } from '../server/kernel/permission.ts';
import { READY_MADE_NAMES } from '../server/modules/staff/index.ts';
import { READY_MADE } from '../server/modules/staff/role.ts';
import { signInAs, type StaffCaller } from './support/back-office.ts';
import { newSku } from './support/new-sku.ts';
import { startPageShop, type PageShop } from './support/page-shop.ts';
import { makeCaller, signUp } from './support/shopper.ts';

/** By its address: its types are those of the pages. */
const TABLE_OF_PAGES = new URL('../web/src/lib/access/access.server.ts', import.meta.url).href;

/** What is planted: a mark that stands nowhere else, and the permissions of which any one lets somebody see it. */
type Planted = { readonly mark: string; readonly seenBy: readonly Permission[] };

const NOBODY: readonly Permission[] = [];
/** The number of an order, which also stands in the ledger of its goods, and in a case about it. */
const ORDERS: readonly Permission[] = [
  ...(['orders:read', 'customers:read', 'payments:read', 'aftersales:read'] as const),
  ...(['stock:read', 'cases:read'] as const),
];
const CASES: readonly Permission[] = ['cases:read'];
const STAFF: readonly Permission[] = ['members:read', 'audit:read'];

/** Personal data in full is in no page and no answer that is only looked at, whoever looks: seeing it is an act of its own. */
const PERSONAL = { recipient: '欧阳暗号', street: '暗号路一百零八弄', note: '门铃暗号三长两短' };
const PLANTED = {
  reason: '盘库暗号',
  caseReason: 'the code word of a case',
  account: 'planted-account',
  memberName: '员工暗号',
  role: 'planted-role',
  key: '钥匙暗号',
};

let shop: PageShop;
let secrets: readonly Planted[];
let ids: Readonly<Record<string, string>>;
let paths: readonly string[];
/** Somebody, or a program, with what they may do. A program gets answers of the API alone. */
type Who = {
  readonly name: string;
  readonly may: readonly Permission[];
  readonly token: string;
  readonly isProgram?: true;
};
let callers: ReadonlyMap<string, Who>;
/** Of the shop's own: each may do all but what lets somebody see one kind of what is planted. */
const ALL_BUT: Readonly<Record<string, readonly Permission[]>> = {
  'all-but-orders': ORDERS,
  'all-but-cases-and-the-trail': [...CASES, 'audit:read', 'stock:read'],
  'all-but-staff': [...STAFF, 'integrations:read'],
};
const without = (all: readonly Permission[], some: readonly Permission[]) =>
  all.filter((permission) => !some.includes(permission));
const KEYS: Readonly<Record<string, readonly Permission[]>> = {
  'a key for orders': ['orders:read'],
  'a key without orders': without(KEY_SCOPES, ORDERS),
  'a key without stock and cases': without(KEY_SCOPES, ['stock:read', 'audit:read', ...CASES]),
};
const NAMES = [...READY_MADE_NAMES, ...Object.keys(ALL_BUT), ...Object.keys(KEYS)];

beforeAll(async () => {
  shop = await startPageShop();
  const owner = await signInAs(shop.url, 'owner');
  ids = { ...(await plantOrder()), ...(await plantStaff(owner)) };
  await plantCase();
  const moved = { skuId: ids['skuId'], kind: 'receive', quantity: 1, reason: PLANTED.reason };
  await succeed(owner, 'POST', '/staff/stock-movements', moved);
  const key = { name: PLANTED.key, scopes: ['orders:read'], validDays: 1 };
  await succeed(owner, 'POST', '/staff/api-keys', key);
  callers = await gatherCallers(owner);
  secrets = [
    ...Object.values(PERSONAL).map((mark) => ({ mark, seenBy: NOBODY })),
    { mark: ids['phone']!, seenBy: NOBODY },
    { mark: ids['orderNo']!, seenBy: ORDERS },
    { mark: PLANTED.reason, seenBy: ['stock:read', 'audit:read'] },
    { mark: PLANTED.caseReason, seenBy: CASES },
    { mark: PLANTED.account, seenBy: STAFF },
    { mark: PLANTED.memberName, seenBy: [...STAFF, 'integrations:read'] },
    { mark: PLANTED.role, seenBy: STAFF },
    { mark: PLANTED.key, seenBy: ['integrations:read', 'audit:read'] },
  ];
  paths = [...(await officePages()), ...(await staffAnswers())];
}, 120_000);
afterAll(() => shop.stop());

async function succeed(who: StaffCaller, method: string, path: string, body: object): Promise<void> {
  const answer = await who.call(method, path, { body, key: randomUUID() });
  expect(answer.status, `${path}: ${JSON.stringify(answer.body)}`).toBeLessThan(300);
}

/** A customer's order, with all that is personal of it. */
async function plantOrder(): Promise<Record<string, string>> {
  const shopper = await signUp(shop.url);
  const skuId = await newSku(shop.database.pool, 10_000, 100);
  const { recipient, street, note } = PERSONAL;
  const address = { recipient, phone: shopper.phone, regionCode: '310115', street };
  const { body: kept } = await shopper.call('POST', '/addresses', { body: address });
  const order = { lines: [{ skuId, quantity: 1 }], addressId: kept.id, note, expectedTotalAmount: 10_000 };
  const placed = await shopper.call('POST', '/orders', { key: randomUUID(), body: order });
  expect(placed.status, JSON.stringify(placed.body)).toBe(201);
  return { skuId, phone: shopper.phone, orderNo: placed.body.orderNo, customerId: shopper.customerId };
}

async function gatherCallers(owner: StaffCaller): Promise<Map<string, Who>> {
  const callers: Who[] = [];
  for (const name of READY_MADE_NAMES)
    callers.push({ name, may: READY_MADE[name], token: (await signInAs(shop.url, name)).token });
  for (const [name, lacks] of Object.entries(ALL_BUT)) {
    const may = without(PERMISSIONS, lacks);
    await succeed(owner, 'PUT', `/staff/roles/${name}`, { permissions: may });
    callers.push({ name, may, token: await joinAs(owner, name, { account: `of-${name}`, name }) });
  }
  for (const [name, may] of Object.entries(KEYS)) {
    const { body } = await owner.call('POST', '/staff/api-keys', {
      body: { name, scopes: may, validDays: 1 },
    });
    callers.push({ name, may, token: body.token, isProgram: true });
  }
  return new Map(callers.map((who) => [who.name, who]));
}

/** Somebody who was invited to a role and has joined. Answers their session. */
async function joinAs(
  owner: StaffCaller,
  role: string,
  { account, name }: { account: string; name: string },
): Promise<string> {
  const visitor = makeCaller(shop.url);
  const { token } = (await owner.call('POST', '/staff/invitations', { body: { roles: [role] } })).body;
  const opening = { token, account };
  const { totp } = (await visitor.call('POST', '/staff/invitations/opening', { body: opening })).body;
  const otp = new TOTP({ secret: Secret.fromBase32(totp.secret) }).generate();
  const body = { ...opening, name, password: 'six ducks on a barge', otp };
  const joined = await visitor.call('POST', '/staff/invitations/acceptance', { body });
  expect(joined.status, JSON.stringify(joined.body)).toBe(201);
  return joined.body.token;
}

/** A role of the shop's own, an invitation to it, and somebody who has joined by another. */
async function plantStaff(owner: StaffCaller): Promise<Record<string, string>> {
  await succeed(owner, 'PUT', `/staff/roles/${PLANTED.role}`, { permissions: ['orders:read'] });
  await succeed(owner, 'POST', '/staff/invitations', { roles: [PLANTED.role] });
  await joinAs(owner, PLANTED.role, { account: PLANTED.account, name: PLANTED.memberName });
  return { name: PLANTED.role };
}

async function plantCase(): Promise<void> {
  const facts = { orderNo: ids['orderNo'], paymentNo: 'PM1', amountFen: 100, reason: PLANTED.caseReason };
  await shop.database.pool.query(
    `insert into cases (case_id, kind, subject, facts, opened_at, met_at)
      values ($1, 'refund_refused', 'RF1', $2, now(), now())`,
    [randomUUID(), JSON.stringify(facts)],
  );
}

/** Parameters of an address by what was planted; one that is about nothing of it gets a number that is nobody's. */
const fill = (path: string, parameter: RegExp): string =>
  path.replaceAll(parameter, (_, name: string) => ids[name] ?? randomUUID());

/** Every page of the back office, as a browser fetches it first and as its script fetches it afterwards. */
async function officePages(): Promise<string[]> {
  const { ACCESS } = (await import(TABLE_OF_PAGES)) as { ACCESS: Readonly<Record<string, unknown>> };
  const pages = Object.keys(ACCESS).filter((id) => id.startsWith('/(office)'));
  return pages.flatMap((id) => {
    const page = fill(id.replace('/(office)', ''), /\[(\w+)\]/g);
    return [page, `${page}/__data.json`];
  });
}

/** Every answer of the API that the staff only look at. */
async function staffAnswers(): Promise<string[]> {
  const { body } = await makeCaller(shop.url).call('GET', '/api/openapi.json');
  return Object.entries(body.paths as Record<string, object>)
    .filter(([path, operations]) => path.startsWith('/api/v1/staff/') && 'get' in operations)
    .map(([path]) => fill(path, /\{(\w+)\}/g));
}

async function textOf({ token, isProgram }: Who, path: string): Promise<string> {
  const headers = isProgram ? { authorization: `Bearer ${token}` } : { cookie: `ks_staff=${token}` };
  const answer = await fetch(`${shop.url}${path}`, { headers });
  expect(answer.status, path).toBeLessThan(500);
  return answer.text();
}

const seen = new Set<string>();

test.each(NAMES)('nothing that %s may not see is in any page or answer that they get', async (role) => {
  const who = callers.get(role)!;
  const may = new Set<string>(who.may);
  for (const path of paths.filter((one) => !who.isProgram || one.startsWith('/api/'))) {
    const text = await textOf(who, path);
    // Whoever asks by the number of an order knows it: that a page says so tells nothing.
    const told = secrets.filter(({ mark }) => text.includes(mark) && !path.includes(mark));
    for (const { mark, seenBy } of told) {
      seen.add(mark);
      expect(
        seenBy.some((permission) => may.has(permission)),
        `${role} at ${path} reads ${mark}`,
      ).toBe(true);
    }
  }
});

test('whatever may be seen was seen by somebody, so that what was planted could have been found', () => {
  expect(paths.length).toBeGreaterThan(20);
  for (const { mark, seenBy } of secrets) expect(seen.has(mark), mark).toBe(seenBy.length > 0);
});
