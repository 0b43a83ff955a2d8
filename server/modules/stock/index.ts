export { availableOf, type StockChange, type StockLevel } from './stock.ts';
export { findAvailable, findStock, lockStock, setOnHand } from './stock.sql.ts';
export { releaseStock, reserveStock } from './reserve-stock.ts';
export { stockModule } from './stock.module.ts';
export { listReservations, type Reservation } from './movements.sql.ts';
