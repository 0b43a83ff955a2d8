import { defineModule } from '../../platform/module.ts';
import { findAvailable } from './stock.sql.ts';

export const stockModule = defineModule({
  name: 'stock',
  ownTables: ['stock', 'stock_movements'],
  make: () => ({ api: { findAvailable } }),
});
