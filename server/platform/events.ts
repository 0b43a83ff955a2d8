import { Type, type Static, type TObject, type TProperties } from 'typebox';
import type { Database, Transaction } from './database.ts';
import { addJobs, type Job, type Jobs, type NewJob } from './jobs.ts';
import { withinTime } from './within-time.ts';

/** One kind of what can happen: ids and facts, nothing personal. `v` rises when its facts change their shape. */
export type EventKind<V extends number = number, Facts extends TObject = TObject> = {
  readonly v: V;
  /** What has happened when there is one. */
  readonly says: string;
  readonly facts: Facts;
};
export type EventKinds = Readonly<Record<string, EventKind>>;

export function eventKind<V extends number, P extends TProperties>(
  v: V,
  says: string,
  facts: P,
): EventKind<V, TObject<P>> {
  return { v, says, facts: Type.Object(facts, { additionalProperties: false }) };
}

/** The union of all events of these kinds. */
export type EventOf<Kinds extends EventKinds> = {
  [T in keyof Kinds & string]: { readonly type: T; readonly v: Kinds[T]['v'] } & Readonly<
    Static<Kinds[T]['facts']>
  >;
}[keyof Kinds & string];

export type AnyEvent = { readonly type: string; readonly v: number };

/**
 * Says what has happened, in the transaction that saves it: either both are there or neither. All events of a transaction
 * go in one call, so that a batch costs one statement.
 */
export type Emit<E extends AnyEvent> = (tx: Transaction, events: readonly E[]) => Promise<void>;

/**
 * What a listener does about each kind of event. Each event comes once at least, perhaps more than once and in no certain
 * order: whoever acts on one looks first at what is there now.
 */
export type Handlers<E extends AnyEvent> = {
  readonly [T in E['type']]?: (event: Extract<E, { readonly type: T }>) => Promise<void>;
};

/** An event that a listener has failed at for the last time. */
export type DeadLetter = { readonly listener: string; readonly event: AnyEvent; readonly error: Error };

export type Spine<E extends AnyEvent> = {
  readonly emit: Emit<E>;
  /**
   * Tells `on` of what happens from now on. In each process that emits, before it emits anything. `isListening`: of which kinds it
   * wants to hear at all just now; of all where nothing is said.
   */
  listen(listener: string, on: Handlers<E>, isListening?: (type: string) => boolean): void;
  /** One job for each listener. */
  jobs(): Jobs;
};

type Listening = { readonly on: Handlers<AnyEvent>; readonly isListening: (type: string) => boolean };

/** After so many tries, some three days after the first, an event is a dead letter. More are left to write that down. */
const TRIES = 18;
const HANDLED_WITHIN_MS = 60_000;

/**
 * What leads from one module to others that they need not know of each other. A transaction adds one job for each listener,
 * with all events that this one hears. In the job each event is handled by itself: those that fail go into jobs of their
 * own, so that none waits for another, and are tried again there in growing pauses.
 */
export function makeSpine<E extends AnyEvent>(deps: {
  /** Outside of any transaction. */
  readonly database: Database;
  /** Keeps an event that no more tries are made at, where a person will find it. */
  onDeadLetter(letter: DeadLetter): Promise<void>;
  /** How long a listener may take for all events of a job, in milliseconds. */
  readonly withinMs?: number;
}): Spine<E> {
  const { withinMs = HANDLED_WITHIN_MS } = deps;
  const listeners = new Map<string, Listening>();

  function jobOf(listener: string, on: Handlers<AnyEvent>): Job {
    return async (payload, attempt = 1) => {
      const { events } = payload as { events: readonly AnyEvent[] };
      const failed: { event: AnyEvent; error: Error }[] = [];
      // What a job has no more time for goes into jobs of its own as well: a listener that hangs holds up one place.
      const endsAt = performance.now() + withinMs;
      for (const event of events) {
        try {
          await withinTime(endsAt - performance.now(), async () => on[event.type]?.(event as never));
        } catch (error) {
          failed.push({ event, error: error as Error });
        }
      }
      if (failed.length === 0) return;
      if (events.length > 1)
        return addJobs(
          deps.database,
          failed.map(({ event }) => jobFor(listener, [event])),
        );
      const { event, error } = failed[0]!;
      if (attempt < TRIES) throw error;
      await deps.onDeadLetter({ listener, event, error });
    };
  }

  function jobsFor(events: readonly AnyEvent[]): NewJob[] {
    const jobs: NewJob[] = [];
    for (const [listener, { on, isListening }] of listeners) {
      const heard = events.filter(({ type }) => Object.hasOwn(on, type) && isListening(type));
      if (heard.length > 0) jobs.push(jobFor(listener, heard));
    }
    return jobs;
  }

  return {
    async emit(tx, events) {
      const jobs = jobsFor(events);
      if (jobs.length > 0) await addJobs(tx, jobs);
    },
    listen(listener, on, isListening = () => true) {
      if (listeners.has(listener)) throw new Error(`${listener} listens already`);
      listeners.set(listener, { on: on as Handlers<AnyEvent>, isListening });
    },
    jobs: () => Object.fromEntries([...listeners].map(([name, { on }]) => [jobName(name), jobOf(name, on)])),
  };
}

/**
 * Tells a listener once more of an event that it had failed at for the last time, with all its tries anew. In the transaction
 * that writes down that the letter was taken up.
 */
export async function retell(tx: Transaction, { listener, event }: Omit<DeadLetter, 'error'>): Promise<void> {
  await addJobs(tx, [jobFor(listener, [event])]);
}

const jobName = (listener: string): string => `hear-${listener}`;

function jobFor(listener: string, events: readonly AnyEvent[]): NewJob {
  return { name: jobName(listener), payload: { events } };
}
