import type { OrderAddress } from './order.ts';

/** `王**`: whose family name one may need to speak to them. */
export function maskName(name: string): string {
  const [first = '', ...rest] = [...name.trim()];
  return first + '*'.repeat(Math.min(Math.max(rest.length, 1), 2));
}

/** `138****8000`, and of anything shorter the last two digits: enough to tell two apart. */
export function maskContact(phone: string): string {
  return phone.length === 11 ? `${phone.slice(0, 3)}****${phone.slice(-4)}` : `****${phone.slice(-2)}`;
}

/** What staff see of an address before they ask for more: where it goes to, not to whose door. */
export function maskAddress({ recipient, phone, regionCode, region }: OrderAddress): OrderAddress {
  return { recipient: maskName(recipient), phone: maskContact(phone), regionCode, region, street: '***' };
}
