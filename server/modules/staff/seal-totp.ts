import type { Sealing } from '../../platform/sealing/index.ts';

/** The secret of an authenticator, bound to whose it is: the member, or the invitation by which one comes. */
export function sealTotp(sealing: Sealing, ownerId: string, secret: string): Buffer {
  return sealing.seal(sealing.shopKey, bindingOf(ownerId), secret);
}

export function openTotp(sealing: Sealing, ownerId: string, sealed: Buffer): string {
  return sealing.open(sealing.shopKey, bindingOf(ownerId), sealed);
}

const bindingOf = (row: string) => ({ table: 'staff_members', column: 'totp_sealed', row });
