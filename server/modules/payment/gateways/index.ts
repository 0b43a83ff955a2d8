import type { Gateway } from '../gateway.ts';
import type { GatewayGround, GatewayKind, GatewaySettings } from './gateway-settings.ts';
import { alipayKind } from './alipay/alipay.settings.ts';
import { sandboxKind } from './sandbox/sandbox.settings.ts';
import { unionPayKind } from './union-pay/union-pay.settings.ts';
import { wechatPayKind } from './wechat-pay/wechat-pay.settings.ts';

/** Every service that the shop can be paid by. A new one is a folder, and a line here. */
export const GATEWAY_KINDS: readonly GatewayKind[] = [sandboxKind, wechatPayKind, alipayKind, unionPayKind];

/** The gateways that these settings are of, in the order of `GATEWAY_KINDS`. Throws where a value is not there. */
export function makeGateways(settings: readonly GatewaySettings[], ground: GatewayGround): Gateway[] {
  return GATEWAY_KINDS.flatMap((kind) => {
    const given = settings.find(({ gateway }) => gateway === kind.name);
    return given === undefined ? [] : [kind.make(valuesOf(kind, given), ground)];
  });
}

function valuesOf(kind: GatewayKind, { open, secret }: GatewaySettings): Record<string, string> {
  return Object.fromEntries(
    kind.fields.map(({ name, isSecret, fallback }) => {
      const value = (isSecret ? secret : open)[name] ?? fallback;
      if (value === undefined) throw new Error(`the gateway ${kind.name} needs ${name}`);
      return [name, value];
    }),
  );
}
