import type { Modules } from '../../server/wire-modules.ts';
import type { AddressId, CustomerId } from '../../server/kernel/ids.ts';

export type SeededShopper = {
  readonly customerId: CustomerId;
  readonly addressId: AddressId;
  readonly token: string;
};

const AT_ONCE = 16;

/** Registers many customers by the same functions the routes call, each from a client address of its own. */
export async function seedShoppers(modules: Modules, count: number): Promise<SeededShopper[]> {
  const shoppers: SeededShopper[] = [];
  const numbers = Array.from({ length: count }, (_, index) => index);
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let index = numbers.shift(); index !== undefined; index = numbers.shift())
        shoppers.push(await seedOne(modules, index));
    }),
  );
  return shoppers;
}

async function seedOne({ shop }: Modules, index: number): Promise<SeededShopper> {
  const phone = `139${index.toString().padStart(8, '0')}`;
  const clientAddress = `10.${(index >> 16) & 255}.${(index >> 8) & 255}.${index & 255}`;
  const sent = await shop.identity.requestCode({ phone, purpose: 'sign-in', clientAddress });
  if (!sent.ok) throw new Error(`no code: ${sent.error.code}`);
  const [message] = (await shop.demo?.outbox(phone)) ?? [];
  const signedIn = await shop.identity.signIn({
    phone,
    code: message?.params['code'] ?? '',
    consent: { terms: true, privacy: true, version: shop.settings.consentVersion },
    clientAddress,
    device: 'seeded',
  });
  if (!signedIn.ok) throw new Error(`not signed in: ${signedIn.error.code}`);
  const { token, customer } = signedIn.value;
  const address = await shop.identity.ensureAddress(customer.id, {
    recipient: '李小满',
    phone: '13800138000',
    regionCode: '310115',
    street: `张江路 ${index + 1} 号`,
  });
  if (!address.ok) throw new Error(`no address: ${address.error.code}`);
  return { customerId: customer.id, addressId: address.value.id, token };
}
