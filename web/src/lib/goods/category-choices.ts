type Category = {
  readonly id: string;
  readonly parentId: string | null;
  readonly name: string;
  readonly nameEn: string;
};
export type CategoryChoice = { readonly id: string; readonly path: string; readonly depth: number };

/** Categories in the order of their tree, each named by the way to it: 数码 / 影音 / 耳机. */
export function categoryChoices(categories: readonly Category[], locale: 'zh' | 'en'): CategoryChoice[] {
  const under = Map.groupBy(categories, ({ parentId }) => parentId);
  const walk = (parentId: string | null, path: readonly string[]): CategoryChoice[] =>
    (under.get(parentId) ?? []).flatMap(({ id, name, nameEn }) => {
      const own = [...path, locale === 'en' ? nameEn : name];
      return [{ id, path: own.join(' / '), depth: path.length }, ...walk(id, own)];
    });
  return walk(null, []);
}
