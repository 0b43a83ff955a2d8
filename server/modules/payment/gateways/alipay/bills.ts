import type { Clock } from '../../../../kernel/clock.ts';
import type { BillReport, Bills } from '../../gateway.bills.ts';
import { WrongBill } from '../wrong-bill.ts';
import type { AlipayApi } from './call-alipay.ts';
import { hasNoBill } from './error-codes.ts';
import { DETAILS_BEGIN, readTradeBill } from './read-trade-bill.ts';
import { unpackBill } from './unpack-bill.ts';
import { decode } from './verify-answer.ts';

const HOUR_MS = 3_600_000;
/** Bills are long and are read by a job. */
const FILE_MS = 60_000;
const FILE_MAX_BYTES = 256 * 1024 * 1024;

/** A day's bill (业务明细): there from nine o'clock of the next day in Shanghai. */
export function makeBills(api: AlipayApi): Bills {
  return {
    async readBill(date) {
      if (hoursSince(date, api.settings.clock) < 9) return { state: 'not_ready' };
      const answer = await api.call('alipay.data.dataservice.bill.downloadurl.query', {
        bill_type: 'trade',
        bill_date: date,
      });
      if (answer === undefined) return { state: 'unknown' };
      if (answer.isDone) return readFile(api, answer.body.bill_download_url);
      if (!hasNoBill(answer.code)) return { state: 'unknown' };
      // A bill that is late and a day without trades are told by the same words; by noon none is late.
      return hoursSince(date, api.settings.clock) < 12
        ? { state: 'not_ready' }
        : { state: 'ready', lines: [] };
    },
  };
}

/** Hours since that day of Shanghai was over. */
function hoursSince(date: string, clock: Clock): number {
  const over = Date.parse(`${date}T00:00:00+08:00`) + 24 * HOUR_MS;
  if (Number.isNaN(over)) throw new RangeError('not a day of a bill');
  return (clock.now().getTime() - over) / HOUR_MS;
}

async function readFile(api: AlipayApi, address: unknown): Promise<BillReport> {
  const archive = await download(ownAddress(api, address));
  if (archive === undefined) return { state: 'unknown' };
  const texts = (await unpackBill(archive)).map((bytes) => decode(bytes, 'gb18030'));
  const details = texts.find((text) => text?.startsWith(DETAILS_BEGIN));
  if (details === undefined) throw new WrongBill('a bill of Alipay has no lines of trades');
  return { state: 'ready', lines: readTradeBill(details) };
}

/** The file is not signed: it is believed since it comes from an address of Alipay's, by https, that a signed answer has named. */
function ownAddress({ settings }: AlipayApi, address: unknown): URL {
  const own = new URL(settings.baseUrl());
  const url = typeof address === 'string' && URL.canParse(address) ? new URL(address) : undefined;
  if (url?.origin === own.origin) return url;
  if (url === undefined || !/\.(alipay|alipaydev)\.com$/.test(url.hostname) || url.port !== '')
    throw new WrongBill('Alipay names an address of a bill that is not its own');
  url.protocol = 'https:';
  return url;
}

/** The address is good for half a minute; undefined where it was not to be had, and a new one is asked for next time. */
async function download(url: URL): Promise<Buffer | undefined> {
  try {
    const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(FILE_MS) });
    if (response.status !== 200 || Number(response.headers.get('content-length') ?? 0) > FILE_MAX_BYTES)
      return undefined;
    return Buffer.from(await response.arrayBuffer());
  } catch {
    // The line broke.
    return undefined;
  }
}
