import { everyTime } from '../../platform/jobs.ts';
import { defineModule, type Ground } from '../../platform/module.ts';
import type { Catalog } from '../catalog/index.ts';
import { cartRoutes } from './cart.http.ts';
import { cartProblems } from './cart.problems.ts';
import { deleteCartLines, findInCarts } from './cart.sql.ts';
import { makeCarts } from './carts.ts';
import { cartTables } from './tables.ts';
import { removeUntouchedCarts } from './remove-untouched.ts';

export const cartModule = defineModule({
  name: 'cart',
  problems: [cartProblems],
  tables: cartTables,
  make(house: Ground & { readonly catalog: Pick<Catalog, 'skusForSale'> }) {
    const carts = makeCarts({ ...house, skusForSale: house.catalog.skusForSale });
    return {
      // The last two are for ordering, in its own transaction.
      api: { ...carts, findInCarts, removeFromCarts: deleteCartLines },
      routes: (app) => cartRoutes(app, carts),
      jobs: {
        'remove-untouched-carts': async () =>
          void (await removeUntouchedCarts(house.database, house.clock.now())),
      },
      crontab: [everyTime('19 3 * * *', 'remove-untouched-carts')],
    };
  },
});
