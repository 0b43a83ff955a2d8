import type { Clock } from '../../kernel/clock.ts';
import { TookTooLong, withinTime } from '../../platform/within-time.ts';
import type { Gateway } from './gateway.ts';

/** So many calls in a row without an answer, and the gateway is left alone for a while. */
const SILENT_IN_A_ROW = 5;
const REST_MS = 10_000;
/** Who has not answered after this long is silent, whatever its adapter waits for: more than an adapter of ours waits. */
const ANSWERS_WITHIN_MS = 8_000;

/**
 * A gateway that does not wait for silence again and again: after five unanswered calls in a row every call is `unknown`
 * at once for ten seconds, then the next ones are tried. So a dead gateway costs nobody's time but that of the first
 * callers, neither requests nor jobs pile up before it, and other gateways are not held up by it. A call that hangs is
 * silence too, after `withinMs`.
 */
export function restWhenSilent(
  gateway: Gateway,
  clock: Clock,
  withinMs: number = ANSWERS_WITHIN_MS,
): Gateway {
  let silent = 0;
  let restsUntil = 0;

  async function call<Report extends { readonly state: string }>(
    ask: () => Promise<Report>,
  ): Promise<Report | { readonly state: 'unknown' }> {
    if (clock.now().getTime() < restsUntil) return { state: 'unknown' };
    const report = await answerInTime(withinMs, ask);
    if (report.state !== 'unknown') silent = 0;
    else if (++silent >= SILENT_IN_A_ROW) restsUntil = clock.now().getTime() + REST_MS;
    return report;
  }

  return {
    name: gateway.name,
    title: gateway.title,
    merchant: gateway.merchant,
    channels: gateway.channels,
    instalmentPeriods: gateway.instalmentPeriods,
    numbers: gateway.numbers,
    create: (payment) => call(() => gateway.create(payment)),
    query: (payment) => call(() => gateway.query(payment)),
    close: (payment) => call(() => gateway.close(payment)),
    refund: (refund) => call(() => gateway.refund(refund)),
    queryRefund: (refund) => call(() => gateway.queryRefund(refund)),
    readNotification: (raw) => gateway.readNotification(raw),
    answerNotification: (outcome) => gateway.answerNotification(outcome),
    // Staff and the night ask for these, and want to hear what is wrong.
    check: (callback) => gateway.check(callback),
    ...(gateway.bills && { bills: gateway.bills }),
  };
}

async function answerInTime<Report>(
  ms: number,
  ask: () => Promise<Report>,
): Promise<Report | { readonly state: 'unknown' }> {
  try {
    return await withinTime(ms, ask);
  } catch (error) {
    if (error instanceof TookTooLong) return { state: 'unknown' };
    throw error;
  }
}
