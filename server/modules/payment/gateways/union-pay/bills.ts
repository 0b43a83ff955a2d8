import { promisify } from 'node:util';
import { inflate } from 'node:zlib';
import type { BillReport, Bills } from '../../gateway.bills.ts';
import type { UnionPayApi } from './call-union-pay.ts';
import { timeText } from './fields.ts';
import { readClearingFile, WrongBill } from './read-clearing-file.ts';
import { NO_FILE } from './response-codes.ts';
import { unzip } from './unzip.ts';

const UNPACKED_MAX_BYTES = 512 * 1024 * 1024;
const DAY_MS = 86_400_000;
/** A clearing day is named by its month and day alone: from so long ago another one may be meant. */
const KNOWN_FOR_DAYS = 300;
/** The file is there from nine o'clock of the next day. Where it is not by the end of that day, nothing was cleared. */
const CERTAIN_AFTER_MS = 2 * DAY_MS;

/** Clearing days: from 23:00 of the day before to 23:00, in Beijing. */
export function makeBills(api: UnionPayApi): Bills {
  const { clock, merId } = api.settings;
  return {
    async readBill(date) {
      const beganMs = Date.parse(`${date}T00:00:00+08:00`);
      const ageMs = clock.now().getTime() - beganMs;
      if (Number.isNaN(beganMs) || ageMs > KNOWN_FOR_DAYS * DAY_MS) return { state: 'unknown' };
      const answer = await api.askForFile({
        ...{ bizType: '000000', txnType: '76', txnSubType: '01', fileType: '00' },
        ...{ settleDate: date.slice(5).replace('-', ''), txnTime: timeText(clock.now()) },
      });
      if (answer === undefined) return { state: 'unknown' };
      const { respCode, fileContent } = answer.fields;
      if (respCode === NO_FILE)
        return ageMs < CERTAIN_AFTER_MS ? { state: 'not_ready' } : { state: 'ready', lines: [] };
      if (respCode !== '00' || fileContent === undefined) return { state: 'unknown' };
      return readFiles(fileContent, { date, merId });
    },
  };
}

/** Base64, then deflate, then a zip: with the trades (`INN<YYMMDD><nn>ZM_<merId>`) and the corrections (`ZME`) of the day. */
async function readFiles(
  content: string,
  { date, merId }: { readonly date: string; readonly merId: string },
): Promise<BillReport> {
  const zip = await promisify(inflate)(Buffer.from(content, 'base64'), {
    maxOutputLength: UNPACKED_MAX_BYTES,
  });
  const trades = new RegExp(`^INN${date.slice(2).replaceAll('-', '')}\\d\\dZM_${merId}$`);
  const files = (await unzip(zip, UNPACKED_MAX_BYTES)).filter(({ name }) => trades.test(name));
  if (files.length === 0) throw new WrongBill(`UnionPay has sent no clearing file of ${date}`);
  return { state: 'ready', lines: files.flatMap(({ bytes }) => readClearingFile(bytes, date)) };
}
