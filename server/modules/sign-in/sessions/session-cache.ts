import { LRUCache } from 'lru-cache';
import type { Session } from '../way-in.ts';

type Entry = { readonly session: Session; readonly seenAtMs: number };

/** How long a session may be believed without asking: an end elsewhere that was not heard of takes effect within it. */
const BELIEVED_MS = 10_000;

/**
 * The sessions that this process has seen in the last ten seconds, by token. An ended session is dropped at once, and a
 * look-up that was under way meanwhile does not bring it back.
 */
export class SessionCache {
  readonly #byToken: LRUCache<string, Entry>;
  readonly #tokens = new Map<string, string>();
  readonly #tellOthers: (sessionIds: readonly string[]) => void;
  #endings = 0;

  /** `tellOthers`: called with what ends here, for other processes to `forget`. */
  constructor(max = 20_000, tellOthers: (sessionIds: readonly string[]) => void = () => undefined) {
    this.#tellOthers = tellOthers;
    this.#byToken = new LRUCache<string, Entry>({
      max,
      dispose: ({ session }) => this.#tokens.delete(session.sessionId),
    });
  }

  get(token: string, now: Date): Session | undefined {
    const entry = this.#byToken.get(token);
    if (entry === undefined) return undefined;
    const isBelieved = now.getTime() - entry.seenAtMs < BELIEVED_MS && entry.session.expiresAt > now;
    return isBelieved ? entry.session : undefined;
  }

  /** To be taken before a look-up and handed to `put` after it. */
  get mark(): number {
    return this.#endings;
  }

  put(token: string, session: Session, seenAt: Date, mark: number): void {
    if (mark !== this.#endings) return;
    this.#byToken.set(token, { session, seenAtMs: seenAt.getTime() });
    this.#tokens.set(session.sessionId, token);
  }

  end(sessionIds: readonly string[]): void {
    this.forget(sessionIds);
    if (sessionIds.length > 0) this.#tellOthers(sessionIds);
  }

  /** Drops what another process has ended. */
  forget(sessionIds: readonly string[]): void {
    this.#endings += 1;
    for (const sessionId of sessionIds) {
      const token = this.#tokens.get(sessionId);
      if (token !== undefined) this.#byToken.delete(token);
    }
  }
}
