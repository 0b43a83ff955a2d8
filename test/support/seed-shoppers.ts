import { CONSENT_VERSION } from '../../server/modules/customers/index.ts';
import type { House } from '../../server/modules.ts';
import type { AddressId, CustomerId } from '../../server/kernel/ids.ts';

export type SeededShopper = {
  readonly customerId: CustomerId;
  readonly addressId: AddressId;
  readonly token: string;
};

const AT_ONCE = 16;

/** Registers many customers by the same functions the routes call, each from a client address of its own. */
export async function seedShoppers(house: House, count: number): Promise<SeededShopper[]> {
  const shoppers: SeededShopper[] = [];
  const numbers = Array.from({ length: count }, (_, index) => index);
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let index = numbers.shift(); index !== undefined; index = numbers.shift())
        shoppers.push(await seedOne(house, index));
    }),
  );
  return shoppers;
}

async function seedOne({ signIn, addresses, demo }: House, index: number): Promise<SeededShopper> {
  const phone = `139${index.toString().padStart(8, '0')}`;
  const clientAddress = `10.${(index >> 16) & 255}.${(index >> 8) & 255}.${index & 255}`;
  const sent = await signIn.requestCode({ phone, purpose: 'sign-in', clientAddress });
  if (!sent.ok) throw new Error(`no code: ${sent.error.code}`);
  const [message] = (await demo?.outbox(phone)) ?? [];
  const signedIn = await signIn.signIn({
    phone,
    code: message?.params['code'] ?? '',
    consent: { terms: true, privacy: true, version: CONSENT_VERSION },
    clientAddress,
    device: 'seeded',
  });
  if (!signedIn.ok) throw new Error(`not signed in: ${signedIn.error.code}`);
  const { token, customer } = signedIn.value;
  const address = await addresses.ensureAddress(customer.id, {
    recipient: '李小满',
    phone: '13800138000',
    regionCode: '310115',
    street: `张江路 ${index + 1} 号`,
  });
  if (!address.ok) throw new Error(`no address: ${address.error.code}`);
  return { customerId: customer.id, addressId: address.value.id, token };
}
