import type { Category } from '#server/modules/catalog/index.ts';

export type Named = { readonly slug: string; readonly name: string };

/** Where a category stands: who is above it, and which categories one can go to from here. */
export type CategoryPlace = {
  /** Undefined for all products. */
  readonly here: Named | undefined;
  readonly above: readonly Named[];
  /** Its children, or where it has none its siblings. */
  readonly choices: readonly Named[];
};

const named = ({ slug, name }: Category): Named => ({ slug, name });

/** Undefined where there is no such category. */
export function findCategory(tree: readonly Category[], slug: string | undefined): CategoryPlace | undefined {
  if (slug === undefined) return { here: undefined, above: [], choices: tree.map(named) };
  const walk = (siblings: readonly Category[], above: readonly Category[]): CategoryPlace | undefined => {
    for (const category of siblings) {
      if (category.slug === slug) {
        const choices = category.children.length > 0 ? category.children : siblings;
        return { here: named(category), above: above.map(named), choices: choices.map(named) };
      }
      const found = walk(category.children, [...above, category]);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return walk(tree, []);
}
