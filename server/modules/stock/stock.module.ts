import { defineModule } from '../../platform/module.ts';
import { findAvailable } from './stock.sql.ts';
import { stockTables } from './tables.ts';

export const stockModule = defineModule({
  name: 'stock',
  tables: stockTables,
  make: () => ({ api: { findAvailable } }),
});
