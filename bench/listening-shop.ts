import { MODULES } from '../server/modules.ts';
import { loadEnvironment, readConfig } from '../server/platform/config.ts';
import { defineModule } from '../server/platform/module.ts';
import { startShop } from '../server/start-shop.ts';

/** Hears every order that is placed, and does nothing about it: what is measured is the telling. */
const listener = defineModule({
  name: 'benchListener',
  make: () => ({ api: {}, on: { order_placed: () => Promise.resolve() } }),
});

const shop = await startShop(readConfig(loadEnvironment()), {
  onProgress: () => undefined,
  onFailed: (error) => console.error(error),
  modules: [...MODULES, listener],
});
process.once('SIGTERM', () => void shop.stop().then(() => process.exit(0)));
