import type { Shop } from '#server/shop.ts';

/** Where the shop offers passkeys; null where it does not. */
export function passkeyOrigin({ signIn: { passkeyPlace } }: Shop): string | null {
  return passkeyPlace.offered ? passkeyPlace.origin : null;
}
