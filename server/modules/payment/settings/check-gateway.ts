import { isLoopback } from '../../../platform/loopback.ts';
import type { CheckResult, Gateway } from '../gateway.ts';
import { withinTime, TookTooLong } from '../../../platform/within-time.ts';

const WITHIN_MS = 15_000;

/** All that has to be right of a gateway: what is the same for each, then what it finds out of its service. */
export async function checkGateway(
  gateway: Gateway | undefined,
  notifyUrl: string,
  isSandbox: boolean,
): Promise<readonly CheckResult[]> {
  if (gateway === undefined) return [NOT_SET];
  const callback = isSandbox ? [] : [checkCallback(notifyUrl)];
  try {
    return [...callback, ...(await withinTime(WITHIN_MS, () => gateway.check({ notifyUrl })))];
  } catch (error) {
    if (error instanceof TookTooLong) return [...callback, SILENT];
    throw error;
  }
}

/** Services call nobody but who is known to everybody, and by https. */
function checkCallback(notifyUrl: string): CheckResult {
  const { protocol, hostname } = new URL(notifyUrl);
  if (protocol === 'https:' && !isLoopback(hostname))
    return {
      what: 'callback',
      state: 'right',
      says: { zh: `支付机构回调 ${notifyUrl}。`, en: `The service calls ${notifyUrl}.` },
    };
  return {
    what: 'callback',
    state: 'warning',
    says: {
      zh: `支付机构要回调 ${notifyUrl}，从外面到不了，或不是 https。请把 PUBLIC_URL 写成店铺对外的 https 地址；在那之前，结果只靠程序自己查询。`,
      en: `The service is to call ${notifyUrl}, which cannot be reached from outside, or not by https. Set PUBLIC_URL to the shop's https address; until then results are known by asking alone.`,
    },
  };
}

const NOT_SET: CheckResult = {
  what: 'settings',
  state: 'wrong',
  says: {
    zh: '没有开启，或有没填好的项，所以现在不能用它收款。',
    en: 'It is not switched on, or something is not filled in, so nobody can pay by it.',
  },
};
const SILENT: CheckResult = {
  what: 'connection',
  state: 'wrong',
  says: {
    zh: '支付机构 15 秒没有答完。请检查网络，或稍后再试。',
    en: 'The service did not answer within 15 seconds. Check the network, or try again later.',
  },
};
