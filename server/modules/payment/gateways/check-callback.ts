import type { CheckResult } from '../gateway.ts';

const MAY_BE_OFF_MS = 60_000;

export const checked = (
  what: CheckResult['what'],
  state: CheckResult['state'],
  zh: string,
  en: string,
): CheckResult => ({ what, state, says: { zh, en } });

/** Whether a service can send notices to this address. */
export function checkCallback(notifyUrl: string): CheckResult {
  const { protocol, search, hostname } = new URL(notifyUrl);
  const isReachable =
    protocol === 'https:' && search === '' && !/^(localhost|127\.|10\.|192\.168\.|\[)/.test(hostname);
  return isReachable
    ? checked('callback', 'right', '通知地址可用。', 'Notices can be sent to the address.')
    : checked(
        'callback',
        'wrong',
        '通知地址必须是公网 https 地址，且不带参数。请设置 PUBLIC_URL。',
        'Notices go to a public https address without a query: set PUBLIC_URL.',
      );
}

/** `theirs`: what the clock of the service says; nothing is said where it does not tell. */
export function checkClock(
  ours: Date,
  theirs: Date | undefined,
  { name, mustNotBeOffMs }: { readonly name: CheckResult['says']; readonly mustNotBeOffMs: number },
): CheckResult[] {
  if (theirs === undefined || Number.isNaN(theirs.getTime())) return [];
  const offMs = Math.abs(ours.getTime() - theirs.getTime());
  const seconds = Math.round(offMs / 1000);
  if (offMs < MAY_BE_OFF_MS)
    return [checked('clock', 'right', '本机时钟准确。', "This machine's clock is right.")];
  const most = Math.round(mustNotBeOffMs / 1000);
  return [
    checked(
      'clock',
      offMs < mustNotBeOffMs ? 'warning' : 'wrong',
      `本机时钟与${name.zh}相差 ${seconds} 秒，超过 ${most} 秒就不能收款。请打开自动校时。`,
      `This machine's clock and that of ${name.en} are ${seconds} s apart; from ${most} s on nobody can pay. Have it set by NTP.`,
    ),
  ];
}
