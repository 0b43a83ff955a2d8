import { cleanLine } from '../../../kernel/clean-text.ts';
import { wordsIn, type Language, type Words } from '../../../kernel/language.ts';

/** Where a price stands under its words it is in yuan; under its own name it is in fen, as in JSON Lines. */
export const YUAN_COLUMNS: ReadonlySet<string> = new Set(['priceYuan', 'originalPriceYuan']);

/** What each column is called, for who reads the file; its own name, which docs/catalogue-import.md tells, is read as well. */
const HEADINGS = {
  type: { zh: '类型', en: 'Type' },
  slug: { zh: '网址名', en: 'URL name' },
  name: { zh: '商品名', en: 'Name (Chinese)' },
  nameEn: { zh: '英文名', en: 'Name (English)' },
  subtitle: { zh: '卖点', en: 'Subtitle (Chinese)' },
  subtitleEn: { zh: '英文卖点', en: 'Subtitle (English)' },
  brand: { zh: '品牌', en: 'Brand' },
  model: { zh: '型号', en: 'Model' },
  categories: { zh: '分类', en: 'Categories' },
  productOnSale: { zh: '商品在售', en: 'Product on sale' },
  code: { zh: 'SKU 编码', en: 'SKU code' },
  options: { zh: '规格', en: 'Options' },
  priceYuan: { zh: '售价（元）', en: 'Price (CNY)' },
  originalPriceYuan: { zh: '原价（元）', en: 'Original price (CNY)' },
  stock: { zh: '库存', en: 'Stock' },
  onSale: { zh: '规格在售', en: 'SKU on sale' },
  weightGrams: { zh: '重量（克）', en: 'Weight (g)' },
  volumeCm3: { zh: '体积（立方厘米）', en: 'Volume (cm³)' },
  freightTemplate: { zh: '运费模板', en: 'Freight template' },
  image: { zh: '图片序号', en: 'Image number' },
  images: { zh: '图片', en: 'Images' },
  highlights: { zh: '亮点', en: 'Highlights' },
  attributes: { zh: '参数', en: 'Attributes' },
  description: { zh: '描述', en: 'Description' },
  materials: { zh: '材质', en: 'Materials' },
  usage: { zh: '使用说明', en: 'Usage' },
  warranty: { zh: '保修', en: 'Warranty' },
  faqs: { zh: '问答', en: 'Questions and answers' },
  manualUrl: { zh: '说明书网址', en: 'Manual (address)' },
  publishedAt: { zh: '上架日期', en: 'Published' },
  sales: { zh: '已售', en: 'Sold' },
  parent: { zh: '上级分类', en: 'Parent category' },
  icon: { zh: '图标', en: 'Icon' },
  position: { zh: '次序', en: 'Position' },
} as const satisfies Readonly<Record<string, Words>>;

export type CatalogueColumn = keyof typeof HEADINGS;

const plain = (heading: string): string =>
  cleanLine(heading)
    .normalize('NFKC')
    .replaceAll(/[\s()*]/g, '')
    .toLowerCase();

const BY_HEADING = new Map<string, string>(
  Object.entries(HEADINGS).flatMap(([column, { zh, en }]) => [
    [plain(zh), column],
    [plain(en), column],
    [plain(column), column],
  ]),
);
/** In fen, by the names that JSON Lines have. */
for (const column of ['price', 'originalPrice']) BY_HEADING.set(plain(column), column);

/** The column of a heading as somebody has written it; the heading itself where it is none that we know. */
export function columnOf(heading: string): string {
  return BY_HEADING.get(plain(heading)) ?? heading;
}

export function headingOf(column: CatalogueColumn, language: Language): string {
  return wordsIn(HEADINGS[column], language);
}

/** What the column of a fault is called: of `skus[2].price` that of prices. Null where the line as a whole is meant. */
export function columnOfField(field: string): Words | null {
  const [, name = ''] = /^(?:skus\[\d+\]\.?)?([A-Za-z]*)/.exec(field) ?? [];
  const column = YUAN_COLUMNS.has(`${name}Yuan`) ? `${name}Yuan` : name;
  return Object.hasOwn(HEADINGS, column) ? HEADINGS[column as CatalogueColumn] : null;
}
