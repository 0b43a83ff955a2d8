import type { RequestEvent } from '@sveltejs/kit';
import { readDeviceMark } from '#server/kernel/device-mark.ts';
import type { OrderedFrom } from '#server/modules/ordering/index.ts';

/** Where an order comes from: what is unpaid is counted by it. A browser without a mark gets none here. */
export function orderedFrom({ locals, getClientAddress }: RequestEvent): OrderedFrom {
  const deviceMark = readDeviceMark(locals.jar.get('device'));
  return { clientAddress: getClientAddress(), ...(deviceMark === undefined ? {} : { deviceMark }) };
}
