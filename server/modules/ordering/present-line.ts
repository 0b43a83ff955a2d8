import type { Language } from '../../kernel/language.ts';
import type { SkuForSale } from '../catalog/index.ts';
import type { PricedLine } from '../pricing/index.ts';
import type { OrderLine } from './order.ts';

/** What a line tells of its goods: as they are for sale, or as they were when the order was placed. */
type Goods = Pick<SkuForSale, 'skuId' | 'productSlug' | 'name' | 'nameEn' | 'options' | 'image' | 'price'>;

/** A line as its customer sees it, of a quote and of an order alike. */
export function presentLine(
  goods: Goods,
  quantity: number,
  { listAmount, discountAmount, amount }: Omit<PricedLine, 'skuId'>,
  language: Language,
  isGift = false,
): OrderLine {
  return {
    skuId: goods.skuId,
    productSlug: goods.productSlug,
    name: language === 'en' ? goods.nameEn : goods.name,
    options: goods.options,
    image: goods.image,
    quantity,
    price: goods.price,
    listAmount,
    discountAmount,
    amount,
    ...(isGift ? { isGift } : {}),
  };
}
