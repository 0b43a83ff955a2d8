/** A part of a list, and where the next one goes on; null where this is the last. */
export type Page<Item> = { readonly items: readonly Item[]; readonly nextCursor: string | null };
