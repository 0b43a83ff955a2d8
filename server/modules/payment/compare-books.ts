import { ZERO } from '../../kernel/money.ts';
import { inTransaction } from '../../platform/database.ts';
import { everyPage } from '../../platform/walk.ts';
import { closeCases, listOpenCases, openCase, type OpenCase } from '../cases/index.ts';
import { findOldestPosting, sumFacts } from '../ledger/index.ts';
import { listPaidWithin, listRefundedWithin, type MovedMoney } from './moved-money.sql.ts';
import type { PaymentDeps } from './payment.deps.ts';

const PAGE = 500;
const LOOK_BACK_MS = 50 * 3_600_000;
/** What is being settled this moment may be in one place already. */
const TOO_NEW_MS = 60_000;

/**
 * Job: holds the money that moved in the last two days against the books. Whatever is posted otherwise, or not at all, is a case until
 * it is right. Money that moved before the books began is none of theirs. Answers how many differ.
 */
export async function compareBooks(deps: PaymentDeps): Promise<number> {
  const now = deps.clock.now().getTime();
  const begun = await findOldestPosting(deps.database);
  if (begun === undefined) return 0;
  const since = new Date(Math.max(now - LOOK_BACK_MS, begun.getTime()));
  const span = { since, before: new Date(now - TOO_NEW_MS) };
  const known = await findKnown(deps);
  let differing = 0;
  const paid = everyPage<MovedMoney>(PAGE, (after) => listPaidWithin(deps.database, span, after?.no, PAGE));
  for await (const page of paid) differing += await comparePage(deps, page, known);
  const refunded = everyPage<MovedMoney>(PAGE, (after) =>
    listRefundedWithin(deps.database, span, after?.no, PAGE),
  );
  for await (const page of refunded) differing += await comparePage(deps, page, known);
  return differing;
}

/** Numbers of what is a case already. */
async function findKnown({ database }: PaymentDeps): Promise<ReadonlySet<string>> {
  const known = new Set<string>();
  const pages = everyPage<OpenCase>(PAGE, (after) => listOpenCases(database, 'not_in_books', after, PAGE));
  for await (const page of pages) for (const { subject } of page) known.add(subject);
  return known;
}

async function comparePage(
  deps: PaymentDeps,
  moves: readonly MovedMoney[],
  known: ReadonlySet<string>,
): Promise<number> {
  const posted = await sumFacts(
    deps.database,
    moves.map(({ kind, no, ...of }) => ({ ...of, fact: `${kind} ${no}` })),
  );
  const postedOf = ({ kind, no }: MovedMoney) => posted.get(`${kind} ${no}`) ?? ZERO;
  const [right, wrong] = [true, false].map((is) =>
    moves.filter((move) => (postedOf(move) === move.movedFen) === is),
  ) as [MovedMoney[], MovedMoney[]];
  const mended = right.filter(({ no }) => known.has(no));
  if (wrong.length + mended.length === 0) return 0;
  const at = deps.clock.now();
  await inTransaction(deps.database, async (tx) => {
    for (const { no } of mended) await closeCases(tx, ['not_in_books'], no, at);
    for (const move of wrong) {
      const facts = { orderNo: move.orderNo, movedFen: move.movedFen, postedFen: postedOf(move) };
      if (await openCase(tx, { kind: 'not_in_books', subject: move.no, facts }, at))
        deps.log.error({ no: move.no, ...facts }, 'the books do not have the money that moved');
    }
  });
  return wrong.length;
}
