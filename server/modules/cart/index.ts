export * from './cart.ts';
export { cartModule } from './cart.module.ts';
