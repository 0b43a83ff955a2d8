import './platform/forget-native-pg.ts';
import { loadEnvironment, readConfig } from './platform/config.ts';
import { giveBackMemory, memoryOfProcess } from './platform/give-back-memory.ts';
import { StartRefusal } from './platform/start-refusal.ts';
import { startShop, type RunningShop } from './start-shop.ts';

/**
 * The exit code after a fault, whenever it comes: whoever started this program may start it again. 1 is for what a person
 * has to mend first, and 0 for a stop that was asked for.
 */
const FAULT = 70;
/** After a fault a part may never close: then the end does not wait for it. */
const ENDS_WITHIN_MS = 30_000;

/**
 * The program: reads the settings, starts the shop, and stops it gracefully when told to. What a person can mend is one
 * sentence and exit code 1.
 */
async function main(): Promise<void> {
  const startedAt = performance.now();
  let stopping: Promise<void> | undefined;
  // Told to stop while it starts, the shop first finishes starting: then it knows all that is to be closed.
  const stop = (exitCode: number): void => {
    stopping ??= starting.then(
      (shop) => stopGracefully(shop, exitCode),
      () => undefined,
    );
  };
  const failed = (): void => {
    setTimeout(() => process.exit(FAULT), ENDS_WITHIN_MS).unref();
    stop(FAULT);
  };
  const starting = start(failed);
  process.on('SIGINT', () => stop(0));
  process.on('SIGTERM', () => stop(0));
  for (const event of ['unhandledRejection', 'uncaughtException'] as const) {
    process.on(event, (error: unknown) => {
      process.stderr.write(`ks-order: a fault that nothing handled: ${tellFault(error)}\n`);
      failed();
    });
  }
  try {
    const shop = await starting;
    // Whoever runs us (bin/run-server.mjs) counts from here. It may be gone.
    process.send?.('open', undefined, undefined, () => undefined);
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    say(`KS 在线下单 已启动（${seconds} 秒）。店铺地址 / The shop is open at: ${shop.url}`);
    const memory = memoryOfProcess();
    if (memory !== undefined) giveBackMemory(memory);
    tellState(shop);
  } catch (error) {
    refuseToStart(error);
  }
}

/** What kind of shop it is, and what its merchant does next. */
function tellState({ url, isDemo, isOpen, ownerLink }: RunningShop): void {
  if (isDemo)
    say('这是演示店铺：下单和付款都不会真的发生。This is a demo shop: nothing is really sold or charged.');
  else if (!isOpen)
    say(
      `店铺还没开张，顾客只会看到「即将开张」。还差什么 / Not open to customers yet; what is missing: ${url}/admin/setup`,
    );
  if (ownerLink !== undefined)
    say(
      `店主请打开这个链接建立账号，只能用一次，72 小时内有效，重新启动会换新的。The owner makes an account here, once, within 72 hours; each start prints another link:\n  ${ownerLink}`,
    );
}

async function start(onFailed: () => void): Promise<RunningShop> {
  return startShop(readConfig(loadEnvironment()), { onProgress: say, onFailed, demoOrders: true });
}

function say(sentence: string): void {
  process.stdout.write(`${sentence}\n`);
}

async function stopGracefully(shop: RunningShop, exitCode: number): Promise<void> {
  try {
    await shop.stop();
    say('已停止，数据已安全保存。Stopped; everything is saved.');
    process.exit(exitCode);
  } catch (error) {
    process.stderr.write(`ks-order: stopping failed: ${tellFault(error)}\n`);
    process.exit(exitCode === 0 ? 1 : exitCode);
  }
}

function refuseToStart(error: unknown): never {
  if (error instanceof StartRefusal) {
    process.stderr.write(`ks-order: ${error.message}\n`);
    process.exit(1);
  }
  process.stderr.write(`ks-order could not start: ${tellFault(error)}\n`);
  process.exit(FAULT);
}

function tellFault(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

await main();
