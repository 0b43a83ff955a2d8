import { crc32, deflateSync } from 'node:zlib';
import type { Books, Trade } from './books.ts';
import { timeText } from './wire.ts';

const DAY_MS = 86_400_000;
/** From 23:00 of the day before. */
const BEGINS_BEFORE_MS = 3_600_000;
const NINE_OCLOCK_MS = 9 * 3_600_000;
const WIDTHS = [
  ...[3, 11, 11, 6, 10, 19, 12, 4, 2, 21, 2, 32, 2, 6, 10, 13, 13, 4, 15, 2, 2, 6, 2, 4, 32, 1, 21, 15],
  ...[1, 15, 32, 13, 13, 8, 32, 13, 13, 12, 2, 1, 32, 98],
];

/** 0.6 %, to the nearest fen. */
const feeOf = (amount: number): number => Math.round((amount * 6) / 1000);

/**
 * `fileContent` of the clearing day of this month and day that was last: a zip, deflated, in Base64. Undefined where nothing was cleared
 * on it, or its file is not made yet.
 */
export async function writeClearingFile(
  books: Books,
  settleDate: string,
  nowMs: number,
): Promise<string | undefined> {
  const day = lastOf(settleDate, nowMs);
  if (day === undefined || nowMs < day.getTime() + DAY_MS + NINE_OCLOCK_MS) return undefined;
  const from = new Date(day.getTime() - BEGINS_BEFORE_MS);
  const trades = await books.between(from, new Date(from.getTime() + DAY_MS));
  if (trades.length === 0) return undefined;
  const { merId } = books.keys();
  const name = `INN${timeText(day).slice(2, 8)}00`;
  const lines = trades.map((trade) => lineOf(trade, merId)).join('');
  const zip = writeZip([
    [`${name}ZM_${merId}`, Buffer.from(lines)],
    [`${name}ZME_${merId}`, Buffer.alloc(0)],
  ]);
  return deflateSync(zip).toString('base64');
}

/** Midnight in Beijing of the last day with this month and day. */
function lastOf(settleDate: string, nowMs: number): Date | undefined {
  const thisYear = Number(timeText(new Date(nowMs)).slice(0, 4));
  return [thisYear, thisYear - 1]
    .map((year) => new Date(`${year}-${settleDate.slice(0, 2)}-${settleDate.slice(2)}T00:00:00+08:00`))
    .find((day) => day.getTime() <= nowMs);
}

function lineOf(trade: Trade, merId: string): string {
  const isRefund = trade.txn_type === '04';
  const amount = String(trade.amount).padStart(12, '0');
  const sign = (credit: boolean, fen: number): string =>
    `${credit ? 'C' : 'D'}${String(fen).padStart(12, '0')}`;
  const fee = feeOf(trade.amount);
  const values: Readonly<Record<number, string>> = {
    1: isRefund ? 'S30' : 'S22',
    2: '00049992',
    3: '00010000',
    4: trade.trace_no,
    5: timeText(trade.done_at!).slice(4),
    6: '621626******0018',
    7: amount,
    8: '5999',
    9: '07',
    10: trade.query_id,
    12: trade.order_id,
    16: sign(isRefund, fee),
    17: sign(!isRefund, trade.amount),
    18: '0001',
    20: trade.txn_type,
    21: isRefund ? '00' : '01',
    22: '000201',
    27: trade.orig_query_id ?? '',
    28: merId,
    33: sign(!isRefund, trade.amount - fee),
    34: '01080209',
  };
  return `${WIDTHS.map((width, index) => (values[index + 1] ?? '').padEnd(width)).join(' ')}\r\n`;
}

/** A zip whose files are stored as they are (APPNOTE 4.3). */
function writeZip(files: readonly (readonly [name: string, bytes: Buffer])[]): Buffer {
  const [local, central]: [Buffer[], Buffer[]] = [[], []];
  let offset = 0;
  for (const [name, bytes] of files) {
    const shared = Buffer.alloc(26);
    shared.writeUInt16LE(20, 0);
    // 1980-01-01, as no day is told.
    shared.writeUInt16LE(0x21, 8);
    shared.writeUInt32LE(crc32(bytes), 10);
    shared.writeUInt32LE(bytes.length, 14);
    shared.writeUInt32LE(bytes.length, 18);
    shared.writeUInt16LE(name.length, 22);
    const entry = Buffer.concat([Buffer.from('PK\x03\x04'), shared, Buffer.from(name), bytes]);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    central.push(Buffer.from('PK\x01\x02\x14\x00', 'latin1'), shared, place, Buffer.from(name));
    local.push(entry);
    offset += entry.length;
  }
  const list = Buffer.concat(central);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(files.length, 4);
  end.writeUInt16LE(files.length, 6);
  end.writeUInt32LE(list.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...local, list, Buffer.from('PK\x05\x06'), end]);
}
