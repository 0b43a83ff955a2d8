import { wordsIn, type Language, type Words } from '../../../kernel/language.ts';
import { SHEET_FAULTS, type SheetFault } from '../../../platform/sheets/sheet-row.ts';

/** Something wrong in a catalogue file. */
export type CatalogueFault = {
  /** Counted from 1, as an editor shows it. */
  readonly line: number;
  /** Where in the line, as `skus[2].price`; empty for the line as a whole. */
  readonly field: string;
  readonly code: FaultCode;
  readonly reason: Words;
};

type Fact = string | number;

/** Types of values, as merchants call them. */
const TYPES: Readonly<Record<string, Words>> = {
  integer: { zh: '整数', en: 'a whole number' },
  string: { zh: '文字', en: 'a text' },
  boolean: { zh: '是或否', en: 'yes or no' },
  array: { zh: '列表', en: 'a list' },
  object: { zh: '对象', en: 'an object' },
};

/** Every kind of fault, with the sentence for it. `a` and `b` are what the sentence needs to name. */
const FAULTS = {
  ...SHEET_FAULTS,
  not_json: () => ({ zh: '不是一个 JSON 对象', en: 'not a JSON object' }),
  column_count: (a: Fact, b: Fact) => ({
    zh: `有 ${a} 列，而表头有 ${b} 列`,
    en: `${a} columns, but the header has ${b}`,
  }),
  unknown_column: (a: Fact) => ({ zh: `不认识的列 ${a}`, en: `unknown column ${a}` }),
  missing_column: (a: Fact) => ({ zh: `表头缺少列 ${a}`, en: `the header lacks the column ${a}` }),
  differs_from_first_row: () => ({
    zh: '与这个商品第一行的内容不同（商品信息在每一行应相同，或留空）',
    en: "differs from the product's first row (repeat it, or leave it empty)",
  }),
  not_a_list: () => ({
    zh: '写法不对，应为 名称=内容|名称=内容，或 JSON 数组',
    en: 'should read name=value|name=value, or a JSON array',
  }),
  unknown_type: () => ({ zh: 'type 应为 category 或 product', en: 'type should be category or product' }),
  missing: () => ({ zh: '缺少必填字段', en: 'is required' }),
  unknown_field: () => ({ zh: '不认识的字段', en: 'unknown field' }),
  wrong_type: (a: Fact) => ({
    zh: `类型不对，应为${TYPES[a]?.zh ?? ` ${a}`}`,
    en: `should be ${TYPES[a]?.en ?? a}`,
  }),
  not_an_amount: () => ({
    zh: '应为金额，单位元，最多两位小数，如 129.00',
    en: 'should be an amount in yuan with two decimals at most, as 129.00',
  }),
  too_long: (a: Fact) => ({ zh: `太长，最多 ${a} 个字符`, en: `too long: at most ${a} characters` }),
  empty: () => ({ zh: '不能为空', en: 'must not be empty' }),
  too_many: (a: Fact) => ({ zh: `太多，最多 ${a} 项`, en: `too many: at most ${a}` }),
  too_few: (a: Fact) => ({ zh: `太少，至少 ${a} 项`, en: `too few: at least ${a}` }),
  too_small: (a: Fact) => ({ zh: `不能小于 ${a}`, en: `must be ${a} or more` }),
  too_large: (a: Fact) => ({ zh: `不能大于 ${a}`, en: `must be ${a} or less` }),
  malformed: (a: Fact) => ({ zh: `写法不对，应符合 ${a}`, en: `should match ${a}` }),
  unsuitable: (a: Fact) => ({ zh: `不符合要求（${a}）`, en: `not acceptable (${a})` }),
  control_character: () => ({
    zh: '含有控制字符或残缺的字符',
    en: 'holds a control character or half a character',
  }),
  duplicate_slug: (a: Fact) => ({ zh: `slug 与第 ${a} 行重复`, en: `the same slug as line ${a}` }),
  duplicate_code: (a: Fact) => ({ zh: `SKU 编码与第 ${a} 行重复`, en: `the same SKU code as line ${a}` }),
  code_of_another_product: (a: Fact) => ({
    zh: `这个 SKU 编码属于商品 ${a}`,
    en: `this SKU code belongs to the product ${a}`,
  }),
  unknown_category: (a: Fact) => ({
    zh: `没有这个分类：${a}（分类要写在商品之前）`,
    en: `no such category: ${a} (categories come before products)`,
  }),
  unknown_freight_template: (a: Fact, b: Fact) => ({
    zh: `没有叫“${a}”的运费模板（现有：${b}）：改成其中一个，或先在「运费模板」里建好；留空用默认的`,
    en: `no freight template is called "${a}" (there are: ${b}): name one of them, or make it under Freight templates first; empty for the default`,
  }),
  duplicate_category: () => ({ zh: '同一分类写了两次', en: 'the same category twice' }),
  unknown_parent: (a: Fact) => ({
    zh: `没有这个上级分类：${a}（上级要写在前面）`,
    en: `no such parent: ${a} (parents come first)`,
  }),
  category_circle: () => ({ zh: '上级分类绕成了圈', en: 'its parents form a circle' }),
  category_too_deep: (a: Fact) => ({ zh: `分类最多 ${a} 层`, en: `categories go ${a} levels deep at most` }),
  original_price_not_higher: () => ({
    zh: '原价应高于售价；没有折扣请留空',
    en: 'must be higher than price; leave it out where there is no discount',
  }),
  original_price_never_asked: () => ({
    zh: '原价没有卖过：这个 SKU 在现价之前的 30 天里没有按更高的价格卖过，请留空',
    en: 'was never asked: this SKU was not on sale for more in the 30 days before its present price; leave it out',
  }),
  original_price_above_asked: (a: Fact, b: Fact) => ({
    zh: `原价没有卖过：现价之前的 30 天里最低卖 ${a}（${b} 起），原价不能高于它`,
    en: `was not asked all the time: the lowest price of the 30 days before the present one is ${a} (since ${b}); it may be that at most`,
  }),
  duplicate_option: () => ({ zh: '同名规格写了两次', en: 'the same option twice' }),
  duplicate_option_value: () => ({ zh: '同一规格值写了两次', en: 'the same value twice' }),
  option_missing: (a: Fact) => ({ zh: `缺少规格“${a}”`, en: `lacks the option "${a}"` }),
  unknown_option: (a: Fact) => ({ zh: `商品没有规格“${a}”`, en: `the product has no option "${a}"` }),
  unknown_option_value: (a: Fact) => ({ zh: `规格没有“${a}”这个值`, en: `the option has no value "${a}"` }),
  unused_option_value: (a: Fact) => ({ zh: `没有 SKU 使用规格值“${a}”`, en: `no SKU has the value "${a}"` }),
  duplicate_combination: (a: Fact) => ({
    zh: `规格组合与 SKU ${a} 相同`,
    en: `the same options as the SKU ${a}`,
  }),
  no_such_image: (a: Fact) => ({
    zh: `商品只有 ${a} 张图片，序号从 0 开始`,
    en: `the product has ${a} images, counted from 0`,
  }),
  picture_missing: (a: Fact) => ({ zh: `没有这个图片文件：${a}`, en: `no such picture file: ${a}` }),
  picture_not_here: (a: Fact) => ({
    zh: `图片“${a}”不在店里：先在商品页上传，或写导出文件里那样的 media: 编号`,
    en: `the picture "${a}" is not in the shop: upload it on a product's page, or name one as an export does (media:…)`,
  }),
  picture_unreadable: (a: Fact) => ({ zh: `图片打不开：${a}`, en: `not a readable picture: ${a}` }),
  bad_date: () => ({
    zh: '应为日期（2026-09-12）或 RFC 3339 时间，在 2000 到 2100 年之间',
    en: 'should be a date (2026-09-12) or an RFC 3339 time between 2000 and 2100',
  }),
  empty_file: () => ({ zh: '文件里没有内容', en: 'the file is empty' }),
} as const satisfies Record<string, (a: Fact, b: Fact) => Words>;

export type FaultCode = keyof typeof FAULTS;
export const FAULT_CODES = Object.keys(FAULTS) as readonly FaultCode[];

/** A fault; `facts` are what its sentence names, cut short, since they come from the file. */
export function fault(
  line: number,
  field: string,
  code: FaultCode,
  ...facts: readonly Fact[]
): CatalogueFault {
  const [a = '', b = ''] = facts.map((fact) =>
    typeof fact === 'number' ? fact : fact.toWellFormed().slice(0, 80),
  );
  return {
    line,
    field: field.slice(0, 120),
    code,
    reason: (FAULTS[code] as (a: Fact, b: Fact) => Words)(a, b),
  };
}

export type LineFault = { readonly fault: CatalogueFault };

/** A fault of the file itself, told as those of its content are. */
export function ofSheet({ fault: { line, code, a } }: SheetFault): LineFault {
  return { fault: fault(line, '', code, ...(a === undefined ? [] : [a])) };
}

/** `第 12 行 skus[2].price：不能小于 0` */
export function faultSentence({ line, field, reason }: CatalogueFault, language: Language): string {
  const where = language === 'en' ? `line ${line}` : `第 ${line} 行`;
  return `${where}${field === '' ? '' : ` ${field}`}${language === 'en' ? ': ' : '：'}${wordsIn(reason, language)}`;
}

/** Keeps the first faults and counts the rest, so that a file with a million faults stays readable. */
export class FaultList {
  static readonly KEPT = 100;
  readonly first: CatalogueFault[] = [];
  count = 0;

  add(found: CatalogueFault): void {
    this.count += 1;
    if (this.first.length < FaultList.KEPT) this.first.push(found);
  }
}
