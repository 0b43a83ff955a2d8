import './platform/forget-native-pg.ts';
import type { SkuId } from './kernel/ids.ts';
import { formatYuan } from './kernel/money.ts';
import { systemClock } from './kernel/clock.ts';
import { findSkuIds } from './modules/catalog/index.ts';
import { tryEveryCampaign, type TriedCampaign } from './modules/pricing/index.ts';
import type { Database } from './platform/database.ts';
import { runCommand, say } from './run-command.ts';

const USAGE = `npm run pricing:try -- CODE[xN] …

一篮商品在没有和有每个活动时各是多少钱，一步一步列出来（草稿和暂停的也算；券当作已经领到）
What a basket costs without and with every campaign, step by step (drafts and paused ones too; a coupon counts as held)

CODE 是规格编码，N 是件数 / CODE is the code of a variant, N how many pieces
npm run pricing:try -- KSK-75-GY-SLx2 MG-N5-V-G`;

const MOST_LINES = 100;
const MOST_PIECES = 999;

type Wanted = ReadonlyMap<string, number>;

/** Codes with their pieces; undefined where one cannot be read. */
function readArguments(): Wanted | undefined {
  const wanted = new Map<string, number>();
  for (const given of process.argv.slice(2)) {
    const [, code, times = '1'] = /^([A-Z0-9-]{1,40})(?:[x×*](\d{1,3}))?$/.exec(given) ?? [];
    const pieces = Number(times);
    if (code === undefined || pieces < 1) return undefined;
    wanted.set(code, Math.min((wanted.get(code) ?? 0) + pieces, MOST_PIECES));
  }
  return wanted.size > 0 && wanted.size <= MOST_LINES ? wanted : undefined;
}

async function tryBasket(wanted: Wanted, database: Database): Promise<boolean> {
  const known = await findSkuIds(database, [...wanted.keys()]);
  const unknown = [...wanted.keys()].filter((code) => !known.has(code));
  if (unknown.length > 0) {
    say(`没有这个编码 / no such code: ${unknown.join(', ')}`);
    return false;
  }
  const lines = [...wanted].map(([code, quantity]): { skuId: SkuId; quantity: number } => ({
    ...{ skuId: known.get(code)!, quantity },
  }));
  const tried = await tryEveryCampaign({ database, clock: systemClock }, lines);
  if (!tried.ok) {
    say('这些商品算不出价，请看运费模板。These goods have no price together: look at the freight templates.');
    return false;
  }
  const rows = [
    ['活动 / campaign', '状态 / state', '一步 / step', '元 / yuan'],
    ...rowsOf('（都没有 / none）', '', tried.value.none),
    ...tried.value.campaigns.flatMap((one) => rowsOf(one.name, one.phase, one)),
  ];
  for (const line of drawTable(rows)) say(line);
  return true;
}

function rowsOf(
  name: string,
  state: string,
  { itemsAmount, steps, totalAmount, noEffect }: TriedCampaign,
): string[][] {
  return [
    [name, state, '商品 / goods', formatYuan(itemsAmount)],
    ...steps.map(({ label, amount }) => ['', '', label, formatYuan(amount)]),
    ...(noEffect === undefined ? [] : [['', '', `没有用上 / no effect: ${noEffect}`, '']]),
    ['', '', '合计 / total', formatYuan(totalAmount)],
  ];
}

/** A character of Chinese is as wide as two others. */
const widthOf = (text: string): number =>
  [...text].reduce((sum, one) => sum + (/[\u1100-\u115f\u2e80-\uffdc]/.test(one) ? 2 : 1), 0);

function drawTable(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, at) => Math.max(...rows.map((row) => widthOf(row[at] ?? ''))));
  const isAmount = (at: number): boolean => at === rows[0]!.length - 1;
  return rows.map((row) =>
    row
      .map((text, at) => {
        const gap = ' '.repeat(widths[at]! - widthOf(text));
        return isAmount(at) ? `${gap}${text}` : `${text}${gap}`;
      })
      .join('  ')
      .trimEnd(),
  );
}

await runCommand({
  usage: USAGE,
  readArguments,
  connections: 3,
  onInterrupt: 'end',
  run: (wanted, { database }) => tryBasket(wanted, database),
});
