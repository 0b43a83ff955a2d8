/** All that a customer can sign in by. */
export type WaysIn = {
  readonly hasPhone: boolean;
  readonly hasPassword: boolean;
  readonly passkeys: number;
  readonly links: number;
};

/** Whether one link may go: at least one way in must be left. A password counts only with the phone it is typed with. */
export function canUnlink({ hasPhone, hasPassword, passkeys, links }: WaysIn): boolean {
  const left = (hasPhone ? 1 : 0) + (hasPhone && hasPassword ? 1 : 0) + passkeys + (links - 1);
  return links > 0 && left > 0;
}
