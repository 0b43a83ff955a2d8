import type { DeviceMark } from '../../../kernel/device-mark.ts';
import type { CustomerId } from '../../../kernel/ids.ts';
import type { Language } from '../../../kernel/language.ts';
import type { Sealing } from '../../../platform/sealing/index.ts';
import { recogniseDevice } from '../sessions/device.ts';
import type { Receiver } from '../../customers/index.ts';

/** What a customer is told of by a message when a device signs in that did not before. */
export type DeviceNotice = 'new_device';

export type TellNewDeviceDeps = {
  /** Tells the customer's phone. Does not reject: the sign-in is done, whether or not a message goes out. */
  sendNotice(
    to: Receiver,
    notice: DeviceNotice,
    language: Language,
    params: Readonly<Record<'device' | 'place', string>>,
  ): Promise<void>;
};

export type NewDevice = Receiver & {
  readonly userAgent: string;
  /** As coarse as a city; empty where that is not known. */
  readonly place: string;
  readonly language: Language | undefined;
};

/**
 * Tells a customer of a sign-in by a new device. Nobody waits for it: the answer must not take as long as a message does.
 * Only what we name ourselves is said of the device, since whoever signs in writes the header, perhaps as a link.
 */
export function tellNewDevice(
  deps: TellNewDeviceDeps,
  { customerId, phone, userAgent, place, language = 'zh-CN' }: NewDevice,
): void {
  const params = { device: recogniseDevice(userAgent), place };
  void deps.sendNotice({ customerId, phone }, 'new_device', language, params);
}

/** What is kept of a device's mark: bound to the customer, so that it links nobody with anybody else. */
export function hashDevice(
  sealing: Sealing,
  customerId: CustomerId,
  mark: DeviceMark | undefined,
): Buffer | undefined {
  return mark && sealing.lookUpHash('device', `${customerId} ${mark}`);
}
