import pg from 'pg';
import { setTimeout as pause } from 'node:timers/promises';

/** Hears what any process of the shop tells by `pg_notify`. */
export type Listener = {
  /** Calls `hear` with the payload of each notice on the channel until the answer is called. */
  on(channel: string, hear: (payload: string) => void): () => void;
  stop(): Promise<void>;
};

/**
 * One connection that listens for the whole process. A broken connection is opened again; what was told meanwhile is
 * lost, so a notice is a hint to look, never the only way to learn something.
 */
export async function startListener(options: {
  connection: pg.ClientConfig;
  channels: readonly string[];
  log: { warn(details: object, message: string): void };
}): Promise<Listener> {
  const hearers = new Map(options.channels.map((channel) => [channel, new Set<(payload: string) => void>()]));
  const stopping = new AbortController();
  let client = await connect();

  async function connect(): Promise<pg.Client> {
    const fresh = new pg.Client({
      ...options.connection,
      application_name: 'ks-order listener',
      keepAlive: true,
      connectionTimeoutMillis: 5_000,
    });
    // A client that never connected also says that it broke and ended: only one that listened is opened again.
    let isListening = false;
    const reopen = (error?: Error): void => {
      if (!isListening || stopping.signal.aborted) return;
      isListening = false;
      options.log.warn({ reason: error?.message }, 'the listening connection broke; opening it again');
      void keepTrying();
    };
    fresh.on('error', reopen);
    fresh.on('end', () => reopen());
    fresh.on('notification', ({ channel, payload }) => {
      for (const hear of hearers.get(channel) ?? []) hear(payload ?? '');
    });
    await fresh.connect();
    for (const channel of options.channels) await fresh.query(`listen ${channel}`);
    isListening = true;
    return fresh;
  }

  async function keepTrying(): Promise<void> {
    for (let waitMs = 100; !stopping.signal.aborted; waitMs = Math.min(waitMs * 2, 5_000)) {
      try {
        client = await connect();
        return;
      } catch (error) {
        options.log.warn(
          { reason: (error as Error).message },
          'the listening connection could not be opened',
        );
        await pause(waitMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      }
    }
  }

  return {
    on(channel, hear) {
      const set = hearers.get(channel);
      if (set === undefined) throw new Error(`${channel} is not listened to`);
      set.add(hear);
      return () => set.delete(hear);
    },
    async stop() {
      stopping.abort();
      await client.end();
    },
  };
}
