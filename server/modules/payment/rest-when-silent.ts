import type { Clock } from '../../kernel/clock.ts';
import type { Gateway } from './gateway.ts';

/** So many calls in a row without an answer, and the gateway is left alone for a while. */
const SILENT_IN_A_ROW = 5;
const REST_MS = 10_000;

/**
 * A gateway that does not wait for silence again and again: after five unanswered calls in a row every call is `unknown`
 * at once for ten seconds, then the next ones are tried. So a dead gateway costs nobody's time but that of the first
 * callers, neither requests nor jobs pile up before it, and other gateways are not held up by it.
 */
export function restWhenSilent(gateway: Gateway, clock: Clock): Gateway {
  let silent = 0;
  let restsUntil = 0;

  async function call<Report extends { readonly state: string }>(
    ask: () => Promise<Report>,
  ): Promise<Report | { readonly state: 'unknown' }> {
    if (clock.now().getTime() < restsUntil) return { state: 'unknown' };
    const report = await ask();
    if (report.state !== 'unknown') silent = 0;
    else if (++silent >= SILENT_IN_A_ROW) restsUntil = clock.now().getTime() + REST_MS;
    return report;
  }

  return {
    name: gateway.name,
    title: gateway.title,
    channels: gateway.channels,
    create: (payment) => call(() => gateway.create(payment)),
    query: (paymentNo) => call(() => gateway.query(paymentNo)),
    close: (paymentNo) => call(() => gateway.close(paymentNo)),
    refund: (refund) => call(() => gateway.refund(refund)),
    readNotice: (raw) => gateway.readNotice(raw),
    answerNotice: (outcome) => gateway.answerNotice(outcome),
  };
}
