import './platform/forget-native-pg.ts';
import { join } from 'node:path';
import { systemClock } from './kernel/clock.ts';
import { checkPayments, type CheckedGateway } from './modules/payment/index.ts';
import { openMasterKey } from './open-master-key.ts';
import { loadEnvironment } from './platform/config.ts';
import { openSealing } from './platform/sealing/index.ts';
import { runCommand, say, type CommandPlace } from './run-command.ts';

const USAGE = `npm run payment:check [-- GATEWAY]

检查支付设置：密钥、证书、时间、回调地址，不对的说明怎么改；GATEWAY 只查一家
Proves the settings of payment services: keys, certificates, clock, callback address; GATEWAY checks one alone`;

const SIGNS = { right: '✓', warning: '!', wrong: '✗' } as const;

type Asked = { readonly gateway: string | undefined };

function readArguments(): Asked | undefined {
  const [gateway, ...more] = process.argv.slice(2);
  return more.length > 0 || gateway?.startsWith('-') ? undefined : { gateway };
}

async function check({ gateway }: Asked, { config, database }: CommandPlace): Promise<boolean> {
  const masterKey = await openMasterKey(config, join(config.dataDir, 'keys'), false);
  const checked = await checkPayments({
    ...{ database, clock: systemClock, publicUrl: config.publicUrl },
    sealing: await openSealing({ database, masterKey }),
    environment: loadEnvironment(),
    only: gateway,
  });
  if (checked.length === 0) {
    say(
      '没有设好的支付机构。在后台「店铺设置 → 收款」填写，或写进 .env。No payment service is set up: fill it in under Settings, Payment, or in .env.',
    );
    return false;
  }
  for (const one of checked) tell(one);
  return checked.every(({ results }) => results.every(({ state }) => state !== 'wrong'));
}

function tell({ gateway, results }: CheckedGateway): void {
  say(gateway);
  for (const { state, says } of results) say(`  ${SIGNS[state]} ${says.zh} ${says.en}`);
}

await runCommand({
  usage: USAGE,
  readArguments,
  connections: 2,
  onInterrupt: 'end',
  run: check,
});
