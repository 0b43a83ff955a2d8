import { problem, type Problems } from '../../platform/http/problem.ts';
import type { FactsOf } from '../../kernel/result.ts';
import type { MoveRefusal } from './move-stock.ts';

export const stockProblems = {
  stock_not_found: problem({
    status: 404,
    title: { zh: '没有这个规格', en: 'No such SKU' },
    detail: { zh: '请检查规格编号。', en: 'Check the number of the SKU.' },
  }),
  below_reserved: problem({
    status: 409,
    title: { zh: '不能少于已预留的数量', en: 'Less than what is reserved' },
    detail: ({ onHand, reserved }: FactsOf<MoveRefusal, 'below_reserved'>) => ({
      zh: `现有 ${onHand} 件，其中 ${reserved} 件已经答应了订单。先取消放不下的订单，再改库存。`,
      en: `There are ${onHand}, of which ${reserved} are promised to orders. Cancel what cannot be delivered first.`,
    }),
    example: { onHand: 10, reserved: 4 },
  }),
  too_much_stock: problem({
    status: 422,
    title: { zh: '数量太大', en: 'Too many' },
    detail: ({ limit }: FactsOf<MoveRefusal, 'too_much_stock'>) => ({
      zh: `一个规格最多 ${limit} 件，请检查数量。`,
      en: `A SKU holds ${limit} pieces at most; check the quantity.`,
    }),
    example: { limit: 1_000_000_000 },
  }),
} satisfies Problems;
