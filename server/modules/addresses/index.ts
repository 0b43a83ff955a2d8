export type * from './address.ts';
export { addressRoutes } from './addresses.http.ts';
export { makeAddresses, type Addresses } from './address-book.ts';
export { addressProblems } from './addresses.problems.ts';
export { addressesModule } from './addresses.module.ts';
export { loadRegions } from './regions/load-regions.ts';
