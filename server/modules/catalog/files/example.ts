import type { ProductId } from '../../../kernel/ids.ts';
import type { ExportedProduct } from './export-catalogue.sql.ts';

const productId = '0' as ProductId;
const sku = {
  productId,
  originalPriceFen: null,
  imageIndex: null,
  onSale: true,
  ...{ weightGrams: 280, volumeCm3: 1_200 },
};

/** What a template shows: a product of two variants. It is written over; imported as it is, it waits off sale. */
export const EXAMPLE: ExportedProduct = {
  ...{ id: productId, slug: 'example-cup', name: '示例杯', nameEn: 'Example cup' },
  ...{ subtitle: '一杯一茶', subtitleEn: 'One cup, one tea', brand: '示例', model: 'C-1' },
  ...{ description: '换成自己的商品；不用的列可以留空。', materials: '', usage: '', warranty: '' },
  manualUrl: null,
  freightTemplateId: null,
  attributes: [
    { name: '材质', value: '陶瓷' },
    { name: '容量', value: '150 毫升' },
  ],
  faqs: [],
  highlights: ['手工', '可进微波炉'],
  images: [],
  categoryIds: ['0'],
  onSale: false,
  skus: [
    { ...sku, code: 'EXAMPLE-W', options: { 颜色: '白' }, priceFen: 2_900 },
    { ...sku, code: 'EXAMPLE-B', options: { 颜色: '黑' }, priceFen: 2_900 },
  ],
};
