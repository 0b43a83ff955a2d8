export type * from './address.ts';
export { addressRoutes } from './addresses.http.ts';
export { makeAddresses, type Addresses } from './address-book.ts';
export { addressesModule } from './addresses.module.ts';
