import type { Words } from '../../../kernel/language.ts';
import type { GatewayField } from './gateway-settings.ts';

/** One value of a gateway, of one line and open unless it is said. */
export const field = (
  name: string,
  env: string,
  label: Words,
  hint: Words,
  more: Partial<GatewayField> & Required<Pick<GatewayField, 'fault'>>,
): GatewayField => ({ name, env, isFile: false, isSecret: false, label, hint, ...more });

/** Undefined where the value is right, else what is expected. */
export const unless =
  (isRight: (value: string) => boolean, zh: string, en: string): NonNullable<GatewayField['fault']> =>
  (value) =>
    isRight(value) ? undefined : { zh, en };

/** Whether a service may be at this address. A path is one of this shop's own: where a demo shop has the emulator. */
export function isAddress(text: string): boolean {
  return /^\/[a-z-]+$/.test(text) || (/^https?:\/\/[^?#]+[^/?#]$/.test(text) && URL.canParse(text));
}
