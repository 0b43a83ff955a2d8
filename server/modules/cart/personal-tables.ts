import { OWN_ID, type PersonalTable } from '../../platform/personal-table.ts';

/** What the cart knows of a person. */
export const cartTables: readonly PersonalTable[] = [
  {
    table: 'cart_lines',
    title: { zh: '购物车', en: 'Cart' },
    onErase: { do: 'erase' },
    exported: {
      key: ['sku_id'],
      columns: {
        sku_id: { zh: '商品编号', en: 'Goods (SKU)' },
        quantity: { zh: '数量', en: 'Quantity' },
        seen_price_fen: { zh: '加入时价格', en: 'Price when added' },
        added_at: { zh: '加入时间', en: 'Added at' },
        touched_at: { zh: '最近修改', en: 'Changed at' },
      },
      unsaid: { customer_id: OWN_ID },
    },
  },
];
