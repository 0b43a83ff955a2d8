import { Type } from 'typebox';
import { FACTS } from '../../platform/event-facts.ts';
import { eventKind, type EventOf } from '../../platform/events.ts';

const { actor, at } = FACTS;

/** What other modules may want to know of goods. */
export const catalogEvents = {
  product_changed: eventKind(1, 'A product was changed by hand, put on sale or taken off it.', {
    productId: Type.String(),
    /** That the change made. */
    version: Type.Integer(),
    /** By their paths, `name` or `skus.1024.price`; fifty at most. */
    fields: Type.Array(Type.String()),
    ...{ actor, at },
  }),
};
export type CatalogEvent = EventOf<typeof catalogEvents>;
