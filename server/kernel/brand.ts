declare const brand: unique symbol;

/** A type that only its own constructor can make: `Brand<number, 'Fen'>` is not any number. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };
