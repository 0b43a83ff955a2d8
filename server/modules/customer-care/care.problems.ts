import { problem, type Problems } from '../../platform/http/problem.ts';
import type { FactsOf } from '../../kernel/result.ts';
import type { NoteRefusal } from './care.ts';

export const careProblems = {
  customer_not_found: problem({
    status: 404,
    title: { zh: '没有这位顾客', en: 'No such customer' },
    detail: {
      zh: '请检查顾客编号；账号也可能已经注销。',
      en: 'Check the customer’s id; the account may have been erased.',
    },
  }),
  note_holds_number: problem({
    status: 422,
    title: { zh: '备注里有手机号或证件号', en: 'The note holds a phone or identity number' },
    detail: {
      zh: '请删掉再保存。要看完整的电话，用「查看」并写明原因，顾客会知道。',
      en: 'Leave it out. To see a phone in full, reveal it and say why; the customer is told.',
    },
  }),
  too_many_customer_notes: problem({
    status: 409,
    title: { zh: '备注太多', en: 'Too many notes' },
    detail: ({ limit }: FactsOf<NoteRefusal, 'too_many_customer_notes'>) => ({
      zh: `一位顾客最多 ${limit} 条备注，请先删掉用不着的。`,
      en: `A customer has ${limit} notes at most; remove some first.`,
    }),
    example: { limit: 100 },
  }),
} satisfies Problems;
