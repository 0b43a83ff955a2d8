import { expect, test } from 'vitest';
import { actorColumns, toActor, type Actor, type StaffId } from './actor.ts';
import type { CustomerId } from './ids.ts';

const customerId = 'C0C0C0C0C0C0' as CustomerId;

test('every actor is the same when it is read from the columns that it was written to', () => {
  const actors: Actor[] = [
    { by: 'customer', customerId },
    { by: 'staff', staffId: 'S1' as StaffId },
    { by: 'gateway', name: 'sandbox' },
    { by: 'carrier', name: 'sf' },
    { by: 'system', job: 'expire-unpaid-orders' },
  ];
  for (const actor of actors) expect(toActor(...actorColumns(actor), customerId)).toEqual(actor);
});

test('a row of a time when no name was written says so', () => {
  expect(toActor('system', null, customerId)).toEqual({ by: 'system', job: 'unrecorded' });
  expect(toActor('gateway', null, customerId)).toEqual({ by: 'gateway', name: 'unrecorded' });
});
