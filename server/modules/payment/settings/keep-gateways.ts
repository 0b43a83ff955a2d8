import type { Database } from '../../../platform/database.ts';
import type { Listener } from '../../../platform/listener.ts';
import type { Gateway } from '../gateway.ts';
import type { GatewayGround, GatewayKind, GatewaySettings } from '../gateways/gateway-settings.ts';
import { makeGateways } from '../gateways/index.ts';
import { GATEWAYS_CHANGED, listGatewayRows } from './gateway-settings.sql.ts';
import { mergeSettings, openSecrets, type ShopSealing } from './merge-settings.ts';

/** The gateways that the shop is paid by now, and those that it was. */
export type KeptGateways = {
  /** One map for as long as the process lives: what stands in it changes with the settings. */
  readonly now: ReadonlyMap<string, Gateway>;
  /** Whether payments may be begun at it. */
  isOffered(gateway: string): boolean;
  /** Looks again, after something was saved. */
  read(): Promise<void>;
  close(): void;
};

export type KeepGatewaysDeps = GatewayGround & {
  readonly database: Database;
  readonly listener: Listener;
  readonly sealing: ShopSealing;
  readonly log: { error(details: object, message: string): void };
};

/** A notice may be lost while the listening connection breaks. */
const LOOK_AGAIN_MS = 30_000;

/** The cashier shows them in their order, whichever was made last. */
function sortBy(kinds: readonly GatewayKind[], gateways: Map<string, Gateway>): void {
  for (const { name } of kinds) {
    const gateway = gateways.get(name);
    if (gateway === undefined) continue;
    gateways.delete(name);
    gateways.set(name, gateway);
  }
}

/**
 * Makes the gateways that are set up, and makes one anew when its settings change, without a restart. `given`: what the program was
 * started with. `prepare`: what every gateway gets. One that is as it was stays, with what it knows of its service's silence.
 */
export async function keepGateways(
  deps: KeepGatewaysDeps,
  kinds: readonly GatewayKind[],
  given: readonly GatewaySettings[],
  prepare: (gateway: Gateway) => Gateway,
): Promise<KeptGateways> {
  const now = new Map<string, Gateway>();
  const offered = new Set<string>();
  const madeFrom = new Map<string, string>();

  async function read(): Promise<void> {
    const rows = new Map((await listGatewayRows(deps.database)).map((row) => [row.gateway, row]));
    for (const kind of kinds) {
      const row = rows.get(kind.name);
      const saved = row && { row, secret: openSecrets(deps.sealing, row) };
      const start = given.find(({ gateway }) => gateway === kind.name);
      const merged = mergeSettings(kind, start, saved);
      place(kind.name, merged?.settings);
      if (merged?.isOn === true && now.has(kind.name)) offered.add(kind.name);
      else offered.delete(kind.name);
    }
    sortBy(kinds, now);
  }

  function place(name: string, settings: GatewaySettings | undefined): void {
    const from = JSON.stringify(settings);
    if (madeFrom.get(name) === from) return;
    // Also of what fails: it is told once, and what was before is made anew when it comes back.
    madeFrom.set(name, from);
    try {
      const [gateway] = settings === undefined ? [] : makeGateways([settings], deps);
      if (gateway === undefined) now.delete(name);
      else now.set(name, prepare(gateway));
    } catch (error) {
      // One gateway that cannot be made takes no other away; the page of its settings says what is wrong.
      now.delete(name);
      deps.log.error({ err: error, gateway: name }, 'a payment gateway cannot be made of its settings');
    }
  }

  let isClosed = false;
  function lookAgain(): void {
    if (isClosed) return;
    read().catch((error: unknown) => {
      if (!isClosed) deps.log.error({ err: error }, 'settings of payment gateways could not be read again');
    });
  }
  await read();
  const forget = deps.listener.on(GATEWAYS_CHANGED, lookAgain);
  const timer = setInterval(lookAgain, LOOK_AGAIN_MS).unref();
  return {
    now,
    isOffered: (gateway) => offered.has(gateway),
    read,
    close() {
      isClosed = true;
      clearInterval(timer);
      forget();
    },
  };
}
