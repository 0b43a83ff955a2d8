import { defineModule, type Ground } from '../../platform/module.ts';
import type { Customers } from '../customers/index.ts';
import { makeAddresses } from './address-book.ts';
import { addressRoutes } from './addresses.http.ts';
import { addressProblems } from './addresses.problems.ts';
import { addressTables } from './personal-tables.ts';
import { addressSealedColumns } from './sealed-columns.ts';

export const addressesModule = defineModule({
  name: 'addresses',
  ownTables: ['addresses'],
  problems: [addressProblems],
  personalTables: addressTables,
  sealedColumns: addressSealedColumns,
  make(house: Ground & { readonly customers: Pick<Customers, 'dataKey'> }) {
    const addresses = makeAddresses({ ...house, dataKey: house.customers.dataKey });
    return {
      api: addresses,
      routes: (app) => addressRoutes(app, addresses),
      async prepare() {
        if (addresses.isRegionListOld())
          house.log.warn(
            { asOf: addresses.regionsAsOf },
            'the list of districts is more than a year old: some that customers live in may be missing; update the program',
          );
      },
    };
  },
});
