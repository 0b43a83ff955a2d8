import type { ProductDetail, Sku } from '#server/modules/catalog/index.ts';

export type { ProductDetail, Sku };

/** One value of an option, as a customer meets it. */
export type Choice = {
  readonly value: string;
  readonly state: 'chosen' | 'open' | 'sold_out';
  /** The SKU that choosing it leads to. */
  readonly sku: Sku | undefined;
  /** What it costs more than what is chosen now, in fen; negative where it costs less. */
  readonly difference: number;
};

/** The SKU that the address names, else the cheapest that can be bought, else the first. */
export function pickSku(skus: readonly Sku[], wantedId: string | null): Sku | undefined {
  const wanted = skus.find((sku) => sku.id === wantedId);
  if (wanted !== undefined) return wanted;
  const buyable = skus.filter((sku) => sku.available > 0);
  return (buyable.length > 0 ? buyable : skus).reduce<Sku | undefined>(
    (best, sku) => (best === undefined || sku.price < best.price ? sku : best),
    undefined,
  );
}

/**
 * What choosing `value` leads to. Options are chosen from the first to the last: a value must go with what is chosen
 * before it, while what comes after it may change. So every colour that is in stock can be reached in one step, whatever
 * else is chosen, and a size that this colour lacks is shown as sold out.
 */
function skuWith(product: ProductDetail, chosen: Sku, index: number, value: string): Sku | undefined {
  const names = product.options.map((option) => option.name);
  const name = names[index] ?? '';
  const fitting = product.skus.filter(
    (sku) =>
      sku.options[name] === value &&
      names.slice(0, index).every((before) => sku.options[before] === chosen.options[before]),
  );
  const sameRest = (sku: Sku): number =>
    names.slice(index + 1).filter((after) => sku.options[after] === chosen.options[after]).length;
  const inOrder = [...fitting].sort(
    (a, b) => Number(b.available > 0) - Number(a.available > 0) || sameRest(b) - sameRest(a),
  );
  return inOrder[0];
}

/** Every option with its values, seen from the chosen SKU. */
export function choicesOf(
  product: ProductDetail,
  chosen: Sku,
): readonly { readonly name: string; readonly choices: readonly Choice[] }[] {
  return product.options.map(({ name, values }, index) => ({
    name,
    choices: values.map((value): Choice => {
      if (chosen.options[name] === value) return { value, state: 'chosen', sku: chosen, difference: 0 };
      const sku = skuWith(product, chosen, index, value);
      const canBeBought = sku !== undefined && sku.available > 0;
      return {
        value,
        state: canBeBought ? 'open' : 'sold_out',
        sku,
        difference: sku === undefined ? 0 : sku.price - chosen.price,
      };
    }),
  }));
}

/** The chosen values in the order of the options: `月光银 · 标准版`. */
export function optionsText(options: Readonly<Record<string, string>>): string {
  return Object.values(options).join(' · ');
}
