import { OWN_ID, type DescribedTable, type Field } from '../../platform/described-table.ts';

const CART: Field = {
  what: 'what lies in the cart',
  keptAs: "clear, under the customer's random id",
  why: 'the cart on every device',
  howLong: 'until it is removed or ordered; a cart that was not changed for a year is emptied',
};

export const cartTables: readonly DescribedTable[] = [
  {
    table: 'cart_lines',
    title: { zh: '购物车', en: 'Cart' },
    policy: { zh: '购物车保存到你清空为止', en: 'the cart until you empty it' },
    onErase: { do: 'erase' },
    key: ['sku_id'],
    columns: {
      customer_id: OWN_ID,
      sku_id: { holds: CART, told: { zh: '商品编号', en: 'Goods (SKU)' } },
      quantity: { holds: CART, told: { zh: '数量', en: 'Quantity' } },
      seen_price_fen: { holds: CART, told: { zh: '加入时价格', en: 'Price when added' } },
      added_at: { holds: CART, told: { zh: '加入时间', en: 'Added at' } },
      touched_at: { holds: CART, told: { zh: '最近修改', en: 'Changed at' } },
    },
  },
];
