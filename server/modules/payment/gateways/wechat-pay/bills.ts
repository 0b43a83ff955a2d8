import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { BillReport, Bills } from '../../gateway.bills.ts';
import { WrongBill } from '../wrong-bill.ts';
import type { WechatPayApi } from './call-wechat-pay.ts';
import { plain } from './error-codes.ts';
import { readTradeBill } from './read-trade-bill.ts';

const UNPACKED_MAX_BYTES = 1024 * 1024 * 1024;

/** A day's trade bill: there from ten o'clock of the next day in Shanghai, for three months. */
export function makeBills(api: WechatPayApi): Bills {
  return {
    async readBill(date) {
      const answer = await api.call(
        'GET',
        `/v3/bill/tradebill?bill_date=${date}&bill_type=ALL&tar_type=GZIP`,
      );
      if (answer === undefined) return { state: 'unknown' };
      if (answer.status === 200) return readFile(api, answer.body);
      switch (plain(answer.code)) {
        case 'NOSTATEMENTEXIST':
          return { state: 'ready', lines: [] };
        case 'STATEMENTCREATING':
          return { state: 'not_ready' };
        default:
          return { state: 'unknown' };
      }
    },
  };
}

/** What is downloaded is not signed: the hash of the signed answer before it vouches for it. */
async function readFile(api: WechatPayApi, told: Readonly<Record<string, unknown>>): Promise<BillReport> {
  const { download_url: url, hash_type: kind, hash_value: hash } = told;
  if (typeof url !== 'string' || typeof hash !== 'string' || kind !== 'SHA1')
    throw new WrongBill('WeChat Pay names no bill, or no hash of it');
  const file = await api.download(url);
  if (file === undefined) return { state: 'unknown' };
  const bytes = await unpack(file);
  if (createHash('sha1').update(bytes).digest('hex') !== hash.toLowerCase())
    throw new WrongBill('a trade bill is not the one whose hash was told');
  return { state: 'ready', lines: readTradeBill(bytes.toString()) };
}

function unpack(file: Buffer): Promise<Buffer> | Buffer {
  const isPacked = file[0] === 0x1f && file[1] === 0x8b;
  return isPacked ? promisify(gunzip)(file, { maxOutputLength: UNPACKED_MAX_BYTES }) : file;
}
