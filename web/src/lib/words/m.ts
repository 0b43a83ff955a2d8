/** Every word that a person reads on a page: `m.order_title()`, `m.cart_lines({ count })`. */
export * as m from './compiled/all.ts';
