import type { CustomerId } from '../../kernel/ids.ts';
import { inTransaction, type Transaction } from '../../platform/database.ts';
import { readBehind } from '../../platform/lanes.ts';
import { everyPage } from '../../platform/walk.ts';
import { sweep } from '../cases/index.ts';
import { listUnerased, lockCustomer } from '../customers/index.ts';
import {
  insertErasure,
  listDueDeletions,
  listErasedWithTrade,
  listErasures,
  lockDueDeletion,
  postponeDeletion,
  saveTradeRemoved,
  type Erasure,
  type WalkedCustomer,
} from './deletions.sql.ts';
import type { ErasureList } from './erasure-list.ts';
import { eraseRows, removeRows } from './personal-tables.sql.ts';
import type { PrivacyDeps } from './privacy.deps.ts';
import { findBlockers, isBlocked } from './schedule-deletion.ts';

const DAY_MS = 24 * 3_600_000;
/** Records of trade are kept for three years from the end of the trade, and no trade is open when somebody is erased. */
const TRADE_KEPT_MS = 3 * 366 * DAY_MS;
const CHUNK = 1_000;
const PAGE = 200;

/**
 * Job: erases those whose seven days are over. Whoever has ordered again meanwhile is looked at again a day later. One
 * customer is one transaction, so however it is broken off, the next run goes on from there. One that cannot be erased keeps
 * none of the others waiting, and is a case until it is done.
 */
export async function eraseDueCustomers(deps: PrivacyDeps, list: ErasureList): Promise<void> {
  const now = deps.clock.now();
  await sweep<CustomerId>(deps, {
    job: 'erase-customers',
    pages: idsOf(
      everyPage<WalkedCustomer>(PAGE, (after) => listDueDeletions(deps.database, now, after, PAGE)),
    ),
    atOnce: 1,
    subjectOf: (customerId) => customerId,
    // Whoever is not in the list is erased, or wants to stay.
    findAgain: async () => undefined,
    work: (customerId) => eraseWhenDue(deps, list, customerId),
  });
}

async function* idsOf(
  pages: AsyncIterable<readonly WalkedCustomer[]>,
): AsyncGenerator<readonly CustomerId[]> {
  for await (const page of pages) yield page.map(({ customerId }) => customerId);
}

async function eraseWhenDue(deps: PrivacyDeps, list: ErasureList, customerId: CustomerId): Promise<void> {
  const { database, clock } = deps;
  if (isBlocked(await findBlockers(deps, database, customerId))) return postpone(deps, customerId);
  // First, so that this process forgets them at once; others believe a session for ten seconds at most.
  await deps.endAllSessions(customerId);
  const at = clock.now();
  const outcome = await inTransaction(database, async (tx) => {
    await lockCustomer(tx, customerId);
    if (!(await lockDueDeletion(tx, customerId, at))) return 'taken back';
    const blockers = await readBehind(database, (on) => findBlockers(deps, on, customerId));
    if (isBlocked(blockers)) return 'blocked';
    await eraseEverywhere(deps, tx, customerId, at);
    return 'erased';
  });
  if (outcome === 'blocked') await postpone(deps, customerId);
  if (outcome === 'erased') await list.append([{ customerId, at }]);
}

function postpone(deps: PrivacyDeps, customerId: CustomerId): Promise<void> {
  return postponeDeletion(deps.database, customerId, new Date(deps.clock.now().getTime() + DAY_MS));
}

/** The data key goes with the rest: from then on nothing that was sealed by it can be opened, by anyone. */
async function eraseEverywhere(
  deps: PrivacyDeps,
  tx: Transaction,
  customerId: CustomerId,
  at: Date,
): Promise<void> {
  await insertErasure(tx, customerId, at);
  // From the end: the first table is the customer's own, and others are found by what stands in it.
  for (const table of [...deps.tables].reverse()) await eraseRows(tx, table, customerId);
}

/**
 * At start: who was erased once and is back, since a backup was put back, is erased again. The list and the table each
 * learn from the other what they lack. Answers how many were erased.
 */
export async function reapplyErasures(deps: PrivacyDeps, list: ErasureList): Promise<number> {
  const { database, clock } = deps;
  const listed = await list.read();
  const stored = new Set<CustomerId>();
  const pages = everyPage<Erasure>(CHUNK, (after) => listErasures(database, after, CHUNK));
  for await (const page of pages) {
    await list.append(page.filter(({ customerId }) => !listed.has(customerId)));
    for (const { customerId } of page) stored.add(customerId);
  }
  const all = [...new Set([...listed, ...stored])];
  let erased = 0;
  for (let from = 0; from < all.length; from += CHUNK) {
    for (const customerId of await listUnerased(database, all.slice(from, from + CHUNK))) {
      await inTransaction(database, async (tx) => {
        await lockCustomer(tx, customerId);
        await eraseEverywhere(deps, tx, customerId, clock.now());
      });
      erased += 1;
    }
  }
  return erased;
}

/** Job: removes what was kept of people who were erased more than three years ago, each by itself as above. */
export async function removeOldTrade(deps: PrivacyDeps): Promise<void> {
  const now = deps.clock.now();
  const before = new Date(now.getTime() - TRADE_KEPT_MS);
  const kept = [...deps.tables]
    .reverse()
    .filter(({ onErase, foundBy }) => foundBy === undefined && !('forGood' in onErase));
  await sweep<CustomerId>(deps, {
    job: 'remove-expired-exports',
    pages: idsOf(
      everyPage<WalkedCustomer>(PAGE, (after) => listErasedWithTrade(deps.database, before, after, PAGE)),
    ),
    atOnce: 1,
    subjectOf: (customerId) => customerId,
    findAgain: async () => undefined,
    work: (customerId) =>
      inTransaction(deps.database, async (tx) => {
        for (const { table } of kept) await removeRows(tx, table, customerId);
        await saveTradeRemoved(tx, customerId, now);
      }),
  });
}
