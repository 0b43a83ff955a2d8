import type { AddressId, CustomerId, OrderNo, SkuId } from './kernel/ids.ts';
import { ZERO, type Fen } from './kernel/money.ts';
import type { Result } from './kernel/result.ts';
import { FALLEN_SKU } from './fill-demo-campaigns.ts';
import { findSkuIds } from './modules/catalog/index.ts';
import { CONSENT_VERSION } from './modules/customers/index.ts';
import type { House } from './modules.ts';
import type { PastClock } from './past-clock.ts';
import type { Database } from './platform/database.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const LANGUAGE = 'zh-CN';

/** Numbers that no network gives to anybody: 170 00. */
const PEOPLE = [
  ['17000000001', '沈青', '310115', '世纪大道 100 号 12 楼'],
  ['17000000002', '陈建国', '440106', '天河北路 233 号 1803'],
  ['17000000003', '周子航', '230102', '中央大街 89 号'],
  ['17000000004', '欧阳若兰', '510107', '武侯祠大街 231 号 2 单元'],
  ['17000000005', 'Lily Wang', '330106', '文三路 478 号 C 座'],
  ['17000000006', '赵敏', '420111', '珞喻路 1037 号'],
  // Comes today.
  ['17000000007', '何语桐', '370202', '香港中路 76 号 902'],
] as const;
const NOTES = ['请放门口', '工作日白天送，谢谢', undefined, undefined, '要发票'] as const;

/** What becomes of an order: it is paid, given up by its customer, or left as it is. */
type Fate = 'paid' | 'cancelled' | 'open';
/** How long ago each was placed, and what became of it. Today's are within the time to pay where they are open. */
function listPast(now: Date): { readonly agoMs: number; readonly fate: Fate }[] {
  const daysAgo = (days: number, minutes: readonly number[]) =>
    minutes.map((minute, n) => ({
      agoMs: days * DAY_MS + minute * MINUTE_MS,
      fate: n % 5 === 3 ? ('cancelled' as const) : ('paid' as const),
    }));
  const today = (now.getTime() + 8 * 60 * MINUTE_MS) % DAY_MS;
  return [
    ...daysAgo(7, [190, 130, 55, -120]),
    ...daysAgo(4, [95, -60]),
    ...daysAgo(2, [210, 30, -200]),
    ...daysAgo(1, [330, 205, 140, 61, 20, -150, -260]),
    ...daysAgo(0, [280, 200, 118, 64, 33]).filter(({ agoMs }) => agoMs < today),
    ...[11, 3].map((minutes) => ({ agoMs: minutes * MINUTE_MS, fate: 'open' as const })),
  ].toSorted((a, b) => b.agoMs - a.agoMs);
}

type Buyer = { readonly customerId: CustomerId; readonly addressId: AddressId };
type FillDeps = {
  readonly house: Pick<House, 'signIn' | 'addresses' | 'catalog' | 'ordering' | 'payment' | 'demo'>;
  readonly database: Database;
  readonly clock: PastClock;
};

/**
 * Gives a new demo shop the orders of its last days, so that who looks into the back office finds a shop at work: made by the same
 * functions as everybody's, by a clock that is turned back for them alone. Answers how many there are.
 */
export async function fillDemoOrders(deps: FillDeps): Promise<number> {
  const { house, clock } = deps;
  const past = listPast(clock.now());
  const goods = await listGoods(house, past.length);
  const buyers = new Map<number, Buyer>();
  await buyBeforeItFell(deps, buyers);
  for (const [n, { agoMs, fate }] of past.entries()) {
    const isNewest = n >= past.length - 2;
    const who = isNewest ? PEOPLE.length - 1 : (n * 5 + Math.floor(n / 6)) % (PEOPLE.length - 1);
    await clock.ago(agoMs, async () => {
      const buyer = buyers.get(who) ?? (await becomeCustomer(house, who));
      buyers.set(who, buyer);
      const lines = [{ skuId: goods[n % goods.length]!, quantity: 1 + (n % 4 === 1 ? 1 : 0) }];
      if (n % 3 === 2) lines.push({ skuId: goods[(n * 7 + 3) % goods.length]!, quantity: 1 });
      await orderOnce(
        { ...house, clock },
        buyer,
        `demo-${n}`,
        { lines, note: NOTES[n % NOTES.length] },
        fate,
      );
    });
  }
  return past.length + BEFORE_IT_FELL.length;
}

/** Who has bought, days ago, what is cheaper since yesterday: one has claimed the difference, the other still may. */
const BEFORE_IT_FELL = [
  { who: 1, days: 3, isClaimed: true },
  { who: 4, days: 2, isClaimed: false },
] as const;
const CLAIMED_AGO_MS = 5 * 60 * MINUTE_MS;

async function buyBeforeItFell(
  { house, database, clock }: FillDeps,
  buyers: Map<number, Buyer>,
): Promise<void> {
  const skuId = (await findSkuIds(database, [FALLEN_SKU])).get(FALLEN_SKU);
  if (skuId === undefined) throw new Error(`the demo catalogue has no ${FALLEN_SKU}`);
  const wanted = { lines: [{ skuId, quantity: 1 }], note: undefined };
  for (const { who, days, isClaimed } of BEFORE_IT_FELL) {
    const [buyer, orderNo] = await clock.ago(days * DAY_MS, async () => {
      const known = buyers.get(who) ?? (await becomeCustomer(house, who));
      return [
        known,
        await orderOnce({ ...house, clock }, known, `demo-fell-${who}`, wanted, 'paid'),
      ] as const;
    });
    if (!isClaimed) continue;
    await clock.ago(CLAIMED_AGO_MS, async () => {
      const { customerId } = buyer;
      const found = await house.ordering.findProtection(customerId, orderNo, LANGUAGE);
      const amount = found?.amount ?? ZERO;
      must('nothing fell', await house.ordering.claimProtection(customerId, orderNo, amount, LANGUAGE));
    });
  }
}

function must<T>(what: string, outcome: Result<T, { readonly code: string }>): T {
  if (!outcome.ok) throw new Error(`${what}: ${outcome.error.code}`);
  return outcome.value;
}

/** One SKU of so many products that sell well. */
async function listGoods({ catalog }: FillDeps['house'], count: number): Promise<SkuId[]> {
  const { items } = await catalog.products({ sort: 'sales', inStock: true, limit: count }, LANGUAGE);
  const products = await Promise.all(items.map(({ slug }) => catalog.product(slug, LANGUAGE)));
  return products.flatMap((product) => {
    const plenty = product?.skus.find(({ available }) => available > 20);
    return plenty === undefined ? [] : [plenty.id];
  });
}

async function becomeCustomer({ signIn, addresses, demo }: FillDeps['house'], who: number): Promise<Buyer> {
  const [phone, recipient, regionCode, street] = PEOPLE[who]!;
  const from = { clientAddress: `198.18.0.${who + 1}` };
  must('no code was sent', await signIn.requestCode({ phone, purpose: 'sign-in', ...from }));
  const [message] = (await demo?.outbox(phone)) ?? [];
  const signedIn = await signIn.signIn({
    ...from,
    ...{ phone, code: message?.params['code'] ?? '', device: 'Chrome' },
    consent: { terms: true, privacy: true, version: CONSENT_VERSION },
  });
  const customerId = must('nobody signed in', signedIn).customer.id;
  const address = await addresses.ensureAddress(customerId, { recipient, phone, regionCode, street });
  return { customerId, addressId: must('no address', address).id };
}

type Wanted = {
  readonly lines: readonly { readonly skuId: SkuId; readonly quantity: number }[];
  readonly note: string | undefined;
};

async function orderOnce(
  { ordering, payment, demo, clock }: FillDeps['house'] & Pick<FillDeps, 'clock'>,
  { customerId, addressId }: Buyer,
  idempotencyKey: string,
  { lines, note }: Wanted,
  fate: Fate,
): Promise<OrderNo> {
  const quote = must('no quote', await ordering.quote(customerId, { lines, addressId }, LANGUAGE));
  const expectedTotalAmount: Fen = quote.totalAmount;
  const asked = { customerId, addressId, idempotencyKey, lines, expectedTotalAmount };
  const placed = await ordering.place({ ...asked, ...(note !== undefined && { note }) }, LANGUAGE);
  const { orderNo } = must('no order', placed).order;
  if (fate === 'cancelled') must('kept', await ordering.cancel(customerId, orderNo, '不想要了', LANGUAGE));
  if (fate !== 'paid') return orderNo;
  const request = { customerId, orderNo, gateway: 'sandbox', channel: 'qr' as const, idempotencyKey };
  const { paymentNo } = must('no payment', await payment.open(request, LANGUAGE)).payment;
  // The bank has the time that it is now: it is asked at once, and its own word comes late, as what is known.
  await clock.ago(0, async () => demo?.playPayment(paymentNo, 'late_callback'));
  await payment.settle(customerId, orderNo);
  return orderNo;
}
