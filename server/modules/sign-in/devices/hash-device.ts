import type { DeviceMark } from '../../../kernel/device-mark.ts';
import type { CustomerId } from '../../../kernel/ids.ts';
import type { Sealing } from '../../../platform/sealing/index.ts';

/** What is kept of a device's mark: bound to the customer, so that it links nobody with anybody else. */
export function hashDevice(
  sealing: Sealing,
  customerId: CustomerId,
  mark: DeviceMark | undefined,
): Buffer | undefined {
  return mark && sealing.lookUpHash('device', `${customerId} ${mark}`);
}
