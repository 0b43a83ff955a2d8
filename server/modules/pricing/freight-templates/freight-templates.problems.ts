import { problem, type Problems } from '../../../platform/http/problem.ts';
import type { TemplateFault } from './check-template.decide.ts';
import { MOST_OF_TEMPLATE, type TemplateGoods } from './freight-template.ts';
import { tellFault } from './template-words.ts';

const FAULTS: readonly TemplateFault[] = [
  { field: 'rows.1.regions', fault: 'region_twice', region: '浙江省' },
];
const GOODS: readonly TemplateGoods[] = [];

export const freightProblems = {
  freight_template_faulty: problem({
    status: 422,
    title: { zh: '运费模板有地方不对', en: 'Something of the template is not right' },
    detail: ({ faults }: { faults: readonly TemplateFault[] }) => ({
      zh: `${faults.map((fault) => tellFault(fault).zh).join('；')}。什么都没有改动。`,
      en: `${faults.map((fault) => tellFault(fault).en).join('; ')}. Nothing was changed.`,
    }),
    example: { faults: FAULTS },
  }),
  freight_template_not_found: problem({
    status: 404,
    title: { zh: '没有这个运费模板', en: 'No such freight template' },
    detail: { zh: '它可能已经被删掉，请刷新列表。', en: 'It may have been deleted. Look at the list again.' },
  }),
  freight_template_changed: problem({
    status: 409,
    title: { zh: '别人刚改过这个模板', en: 'Somebody else has changed the template' },
    detail: ({ version }: { version: number }) => ({
      zh: `它已经改到第 ${version} 版，请看过新的内容再改。`,
      en: `It is at version ${version} by now. Look at that, then change it.`,
    }),
    example: { version: 2 },
  }),
  freight_template_is_default: problem({
    status: 409,
    title: { zh: '这是默认模板', en: 'It is the default' },
    detail: {
      zh: '店里总要有一个默认模板。请先把另一个设为默认。',
      en: 'The shop always has a default. Make another one the default first.',
    },
  }),
  freight_template_in_use: problem({
    status: 409,
    title: { zh: '还有商品在用这个模板', en: 'Goods go by this template' },
    detail: ({ count, products }: { count: number; products: readonly TemplateGoods[] }) => ({
      zh: `有 ${count} 件商品在用它：${products.map(({ name }) => name).join('、')}${count > products.length ? ' 等' : ''}。请先给它们换一个模板。`,
      en: `${count} products go by it: ${products.map(({ name }) => name).join(', ')}${count > products.length ? ' and more' : ''}. Give them another one first.`,
    }),
    example: { count: 1, products: GOODS },
  }),
  too_many_freight_templates: problem({
    status: 409,
    title: { zh: '运费模板太多', en: 'Too many templates' },
    detail: {
      zh: `一间店最多 ${MOST_OF_TEMPLATE.templates} 个，请先删掉不用的。`,
      en: `A shop has ${MOST_OF_TEMPLATE.templates} at most. Delete those that no goods go by.`,
    },
  }),
} satisfies Problems;
