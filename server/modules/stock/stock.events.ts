import { Type } from 'typebox';
import { FACTS } from '../../platform/event-facts.ts';
import { eventKind, type EventOf } from '../../platform/events.ts';

export const stockEvents = {
  stock_low: eventKind(1, 'Of a SKU no more can be sold than its rule says, where there was more before.', {
    skuId: Type.String({ pattern: '^[1-9]\\d{0,17}$' }),
    /** Pieces; 0 where it went from enough to nothing at once. */
    available: Type.Integer(),
    lowStockAt: Type.Integer(),
    at: FACTS.at,
  }),
};
export type StockEvent = EventOf<typeof stockEvents>;
