import type { Logger } from 'pino';
import type { Database } from '../../platform/database.ts';
import { inLane } from '../../platform/lanes.ts';
import type { Listener } from '../../platform/listener.ts';
import { listWanted, WEBHOOKS_CHANGED } from './endpoints.sql.ts';

/** Where something happens, it is looked again so often: a notice may be lost. */
const LOOK_AFTER_MS = 10_000;
/** After so long without looking nothing is known: whoever asks is told that it may be wanted. */
const KNOWN_MS = 60_000;

export type Wanted = {
  /** Whether anybody may want to be told of events of this kind. Asks nobody, so that placing an order waits for nothing. */
  isWanted(type: string): boolean;
  look(): Promise<void>;
  close(): void;
};

/** Which kinds of events any endpoint wants, as far as this process knows: a shop without any has no job added for them. */
export function watchWanted(deps: {
  readonly database: Database;
  readonly listener: Listener;
  readonly log: Logger;
}): Wanted {
  let known: { readonly types: ReadonlySet<string>; readonly at: number } | undefined;
  let looking: Promise<void> | undefined;
  let readings = 0;

  async function read(): Promise<void> {
    // Before it is read: what is written while it is must not be taken for known.
    const at = performance.now();
    const reading = (readings += 1);
    const types = new Set(await listWanted(deps.database));
    // Of two at once the one that began last knows more.
    if (reading === readings) known = { types, at };
  }
  function lookAside(): void {
    looking ??= inLane('jobs', read)
      .catch((error: unknown) =>
        deps.log.warn({ reason: (error as Error).message }, 'which webhooks are wanted could not be read'),
      )
      .finally(() => (looking = undefined));
  }
  const forget = deps.listener.on(WEBHOOKS_CHANGED, () => {
    // One that is under way may be too old.
    known = undefined;
    looking = undefined;
    lookAside();
  });

  return {
    isWanted(type) {
      const age = known === undefined ? Infinity : performance.now() - known.at;
      if (age > LOOK_AFTER_MS) lookAside();
      return age > KNOWN_MS || known!.types.has(type);
    },
    look: read,
    close: forget,
  };
}
