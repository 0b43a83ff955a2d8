import './platform/forget-native-pg.ts';
import { parseArgs } from 'node:util';
import { systemClock } from './kernel/clock.ts';
import { byCommand } from './by-command.ts';
import { endingOfCase, retellLetter, type LetterCase } from './keep-dead-letters.ts';
import { record } from './modules/audit/index.ts';
import { CASE_KINDS, endCase, listOpenCases, type OpenCase } from './modules/cases/index.ts';
import { askRefundAgain, type AskAgainRefusal } from './modules/payment/index.ts';
import { inTransaction, type Database } from './platform/database.ts';
import { everyPage } from './platform/walk.ts';
import { runCommand, say } from './run-command.ts';

const USAGE = `npm run cases [-- --retell ID | --retell all | --refund NO | --close ID --reason TEXT]

                          列出等人处理的事项 / what waits for a person
--retell ID | all         把送不到的通知（dead_letter）重新通知 / tell a dead letter again, or all of them
--refund NO               被拒绝的退款（refund_refused）再向支付机构申请一次，NO 是退款单号 / ask for a refused refund again
--close ID --reason TEXT  关掉一件，写明原因（不要写个人信息）/ close one and say why (nothing personal)

ID 是列出来的第一栏 / ID is the first column of the list`;

type Asked =
  | { readonly do: 'list' }
  | { readonly do: 'retell'; readonly id: string }
  | { readonly do: 'refund'; readonly refundNo: string }
  | { readonly do: 'close'; readonly id: string; readonly reason: string };

const OPERATOR = byCommand('cases');

const PAGE = 200;
const LONGEST_REASON = 500;
const IS_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function readArguments(): Asked | undefined {
  const { values } = parseArgs({
    options: {
      retell: { type: 'string' },
      refund: { type: 'string' },
      close: { type: 'string' },
      reason: { type: 'string' },
    },
  });
  return toAsked(values);
}

type Options = Partial<Record<'retell' | 'refund' | 'close' | 'reason', string>>;

/** One thing is asked for at a time, and nothing is closed without a reason. */
function toAsked({ retell, refund, close, reason = '' }: Options): Asked | undefined {
  const asked: Asked[] = [];
  if (retell !== undefined) asked.push({ do: 'retell', id: retell });
  if (refund !== undefined) asked.push({ do: 'refund', refundNo: refund });
  if (close !== undefined)
    asked.push({ do: 'close', id: close, reason: reason.trim().slice(0, LONGEST_REASON) });
  const [first = { do: 'list' }, ...more] = asked;
  const needsReason = first.do === 'close';
  return more.length === 0 && needsReason === (reason.trim() !== '') ? first : undefined;
}

async function handle(asked: Asked, database: Database): Promise<boolean> {
  switch (asked.do) {
    case 'list':
      return list(database);
    case 'retell':
      return retell(database, asked.id);
    case 'refund':
      return refund(database, asked.refundNo);
    case 'close':
      return close(database, asked);
  }
}

async function* everyOpenCase(database: Database): AsyncGenerator<OpenCase> {
  for (const kind of CASE_KINDS) {
    const pages = everyPage<OpenCase>(PAGE, (after) => listOpenCases(database, kind, after, PAGE));
    for await (const page of pages) yield* page;
  }
}

async function list(database: Database): Promise<boolean> {
  let count = 0;
  for await (const { caseId, kind, subject, facts, openedAt, times } of everyOpenCase(database)) {
    count += 1;
    say([caseId, openedAt.toISOString(), kind, subject, `×${times}`, JSON.stringify(facts)].join('  '));
  }
  if (count === 0) say('没有要处理的事项。Nothing waits for a person.');
  return true;
}

async function retell(database: Database, id: string): Promise<boolean> {
  let told = 0;
  for await (const letter of everyOpenCase(database)) {
    if (letter.kind !== 'dead_letter' || (id !== 'all' && letter.caseId !== id)) continue;
    if (await retellLetter(database, letter as LetterCase, { ...OPERATOR, at: systemClock.now() })) told += 1;
  }
  say(`重新通知了 ${told} 件。${told} told again.`);
  return told > 0 || id === 'all';
}

const REFUSALS: Readonly<Record<AskAgainRefusal['code'], string>> = {
  refund_not_found: '没有这张退款单。There is no such refund.',
  refund_not_refused: '这张退款单没有被拒绝，不用再申请。This refund was not refused.',
  refund_exceeds_payment:
    '这笔钱已经由别的退款单退了，或正在退。Another refund gives this money back already.',
};

async function refund(database: Database, refundNo: string): Promise<boolean> {
  const outcome = await askRefundAgain({ database, clock: systemClock }, refundNo, OPERATOR);
  say(
    outcome.ok
      ? '已再次申请；退成以后事项自己销掉。Asked again; the case closes itself when the money has moved.'
      : REFUSALS[outcome.error.code],
  );
  return outcome.ok;
}

async function close(
  database: Database,
  { id, reason }: { readonly id: string; readonly reason: string },
): Promise<boolean> {
  const isOurs = IS_ID.test(id) && (await dismiss(database, id, reason));
  say(isOurs ? '已关掉。Closed.' : '没有这件，或已经关掉了。There is no such open case.');
  return isOurs;
}

function dismiss(database: Database, caseId: string, reason: string): Promise<boolean> {
  const [ending, by] = [
    'dismissed',
    { ...OPERATOR, reason: { typedBehindCommand: reason }, at: systemClock.now() },
  ] as const;
  return inTransaction(database, async (tx) => {
    const isOurs = await endCase(tx, caseId, { ending, reason, at: by.at, actor: by.actor });
    if (isOurs) await record(tx, [endingOfCase(caseId, ending, by)]);
    return isOurs;
  });
}

/** `npm run cases`: exit code 0 where what was asked for was done. */
await runCommand({
  usage: USAGE,
  readArguments,
  connections: 2,
  onInterrupt: 'close',
  run: (asked, { database }) => handle(asked, database),
});
