import { setTimeout as pause } from 'node:timers/promises';
import type { Books, Trade } from './books.ts';
import { makeForger, type Pair } from './keys.ts';
import { codeOf, MESSAGES, toWire } from './service.ts';
import { signed, type Fields } from './wire.ts';

/** A notice that is not accepted is sent again after each of these pauses, five times in all: minutes there, seconds here. */
const RETRY_AFTER_MS = [500, 1_000, 2_000, 4_000];
const LATE_BY_MS = 3_000;

/**
 * What becomes of notices. `late`: three seconds; `forged`: signed with a certificate that nobody has issued; `by_merchant`: signed by
 * somebody who has a certificate of the same authority.
 */
export type NoticeFault = 'dropped' | 'repeated' | 'late' | 'forged' | 'by_merchant';

export type Notices = {
  tell(trade: Trade, fault?: NoticeFault): Promise<void>;
  /** Claims that somebody has paid who has not. */
  forge(trade: Trade): Promise<void>;
  /** The fields that a browser takes back to the merchant. */
  fieldsOf(trade: Trade): Fields;
};

export type NoticeRules = {
  readonly books: Books;
  now(): number;
  /** Of every notice that is told nothing else. */
  fault(): NoticeFault | undefined;
};

export function makeNotices({ books, now, fault: usual }: NoticeRules): Notices {
  const by = async (fault: NoticeFault | undefined): Promise<Pair> => {
    const { signers, merchant } = books.keys();
    if (fault === 'by_merchant') return merchant;
    return fault === 'forged' ? makeForger(new Date(now())) : signers[0]!;
  };
  const write = (trade: Trade, signer: Pair): Fields => {
    const code = codeOf(trade, now()) ?? '01';
    return signed({ ...toWire(trade), respCode: code, respMsg: MESSAGES[code] ?? '交易失败' }, signer);
  };
  return {
    fieldsOf: (trade) => write(trade, books.keys().signers[0]!),
    async tell(trade, fault = usual()) {
      const fields = write(trade, await by(fault));
      switch (fault) {
        case 'dropped':
          return;
        case 'repeated':
          await Promise.all([1, 2, 3].map(() => send(trade.back_url, fields)));
          return;
        case 'late':
          void pause(LATE_BY_MS, undefined, { ref: false }).then(() => send(trade.back_url, fields));
          return;
        case 'forged':
        case 'by_merchant':
          await post(trade.back_url, fields);
          return;
        case undefined:
          return send(trade.back_url, fields);
      }
    },
    async forge(trade) {
      const claimed = { ...trade, resp_code: '00', done_at: new Date(now()) };
      await post(trade.back_url, write(claimed, await by('forged')));
    },
  };
}

/** Until it is taken: a redirect counts as much as 200. */
async function send(url: string, fields: Fields): Promise<void> {
  for (const waitMs of [0, ...RETRY_AFTER_MS]) {
    if (waitMs > 0) await pause(waitMs, undefined, { ref: false });
    const status = await post(url, fields);
    if (status === 200 || status === 302) return;
  }
}

/** The status that the shop answers, or 0 where it does not. */
async function post(url: string, fields: Fields): Promise<number> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      body: new URLSearchParams(fields).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' },
      redirect: 'manual',
      signal: AbortSignal.timeout(10_000),
    });
    await response.arrayBuffer();
    return response.status;
  } catch {
    // The shop cannot be reached, or is too slow: the caller sends the notice again.
    return 0;
  }
}
