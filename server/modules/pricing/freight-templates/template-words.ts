import type { Words } from '../../../kernel/language.ts';
import type { TemplateFault, TemplateWarning } from './check-template.decide.ts';

const FAULTS: Readonly<Record<TemplateFault['fault'], (region: string) => Words>> = {
  missing: () => ({ zh: '请填写名称', en: 'Give it a name' }),
  name_taken: () => ({
    zh: '已经有叫这个名字的模板，请换一个名字',
    en: 'Another template has this name. Choose another one',
  }),
  no_rows: () => ({ zh: '至少要有一行运费', en: 'It needs one row at least' }),
  region_unknown: (region) => ({ zh: `没有“${region}”这个地区`, en: `There is no region ${region}` }),
  region_twice: (region) => ({ zh: `“${region}”填了两次`, en: `${region} is named twice` }),
  region_not_served: (region) => ({
    zh: `“${region}”在不配送地区里，这里不会用到`,
    en: `${region} is among those that are not served`,
  }),
  elsewhere_twice: () => ({
    zh: '“其他地区”只能有一行，请为这一行选地区',
    en: 'Only one row can be for everywhere else. Choose regions for this one',
  }),
  days_reversed: () => ({ zh: '最早的天数不能比最晚的多', en: 'The first day is after the last' }),
  free_of_nothing: () => ({
    zh: '包邮要写明满多少钱或多少件',
    en: 'Say from which amount or how many pieces on it is free',
  }),
};

export function tellFault({ fault, region = '' }: TemplateFault): Words {
  return FAULTS[fault](region);
}

export function tellWarning(warning: TemplateWarning): Words {
  switch (warning.warning) {
    case 'no_elsewhere':
      return {
        zh: '没有“其他地区”一行：没有写到的地区都不配送。',
        en: 'No row is for everywhere else: regions that are not named are not served.',
      };
    case 'default_not_everywhere':
      return {
        zh: '这是默认模板：没有选模板的商品也不会配送到这些地区。',
        en: 'It is the default: goods without a template of their own do not go to those regions either.',
      };
    case 'free_covers_surcharge':
      return {
        zh: '满足包邮条件时，偏远附加费也不收。',
        en: 'Where delivery is free, the surcharge for remote places is not charged either.',
      };
    case 'goods_unmeasured':
      return {
        zh: `用它的商品里有 ${warning.count} 个规格没有填重量或体积，只按首件首重收。`,
        en: `${warning.count} SKUs that go by it have no weight or volume, and are charged as the first unit alone.`,
      };
  }
}
