import type { ProductId } from '../../kernel/ids.ts';
import type { Queryable } from '../../platform/database.ts';

/** By template of freight, null where none is named: products, and SKUs that can be bought without weight or volume. */
export type GoodsOfTemplate = {
  readonly templateId: string | null;
  readonly products: number;
  readonly withoutWeight: number;
  readonly withoutVolume: number;
};

export async function countGoodsOfTemplates(on: Queryable): Promise<GoodsOfTemplate[]> {
  const { rows } = await on.query<GoodsOfTemplate>({
    name: 'count-goods-of-templates',
    text: `select p.freight_template_id as "templateId", count(distinct p.product_id)::int as products,
             count(k.sku_id) filter (where k.weight_grams = 0)::int as "withoutWeight",
             count(k.sku_id) filter (where k.volume_cm3 = 0)::int as "withoutVolume"
           from products p left join skus k on k.product_id = p.product_id and k.on_sale
           group by p.freight_template_id`,
  });
  return rows;
}

/** Products that name this template: the first few, and how many there are. */
export async function findGoodsOfTemplate(
  on: Queryable,
  templateId: string,
): Promise<{ count: number; products: { id: ProductId; name: string }[] }> {
  const { rows } = await on.query<{ id: ProductId; name: string; count: number }>({
    name: 'find-goods-of-template',
    text: `select product_id as id, name, (count(*) over ())::int as count from products
           where freight_template_id = $1 order by product_id limit 5`,
    values: [templateId],
  });
  return { count: rows[0]?.count ?? 0, products: rows.map(({ id, name }) => ({ id, name })) };
}
