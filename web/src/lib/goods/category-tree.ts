type Category = {
  readonly id: string;
  readonly parentId: string | null;
  readonly name: string;
  readonly nameEn: string;
};

/** A category as its row shows it. */
export type TreeRow = Category & {
  readonly depth: number;
  /** Before which it comes to stand when it goes up or down by one; empty: the last. Undefined where it can go no further. */
  readonly up: string | undefined;
  readonly down: string | undefined;
};

/** The whole tree, each row after the one that it stands below. */
export function treeRows(categories: readonly Category[]): TreeRow[] {
  const under = Map.groupBy(categories, ({ parentId }) => parentId);
  const walk = (parentId: string | null, depth: number): TreeRow[] => {
    const siblings = under.get(parentId) ?? [];
    return siblings.flatMap((one, at) => [
      {
        ...{ id: one.id, parentId: one.parentId, name: one.name, nameEn: one.nameEn, depth },
        up: siblings[at - 1]?.id,
        down: at + 1 < siblings.length ? (siblings[at + 2]?.id ?? '') : undefined,
      },
      ...walk(one.id, depth + 1),
    ]);
  };
  return walk(null, 0);
}

/** Where a category comes to stand that is dropped on a row: before it, after it, or as the last within it. */
export function placeOfDrop(
  rows: readonly TreeRow[],
  { id, place }: { readonly id: string; readonly place: 'before' | 'into' | 'after' },
): { parentId: string; beforeId: string } {
  const row = rows.find((one) => one.id === id)!;
  if (place === 'into') return { parentId: id, beforeId: '' };
  const siblings = rows.filter(({ parentId }) => parentId === row.parentId);
  const next = siblings[siblings.indexOf(row) + 1]?.id ?? '';
  return { parentId: row.parentId ?? '', beforeId: place === 'before' ? id : next };
}
