import { FREIGHT } from '#server/modules/pricing/index.ts';

/** The freight rule, for the hints beside a price; the quote decides. In fen. */
export const freight: { readonly flat: number; readonly freeFrom: number } = FREIGHT;
