import type { Clock } from '../../kernel/clock.ts';
import { isUnavailable, type Database } from '../../platform/database.ts';
import { everyPage, workThrough, type Lanes } from '../../platform/walk.ts';
import { withinTime } from '../../platform/within-time.ts';
import { closeCases, listOpenCases, openCase } from './cases.sql.ts';
import type { OpenCase } from './cases.ts';

export type SweepDeps = {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: { error(details: object, message: string): void };
};

/** A job that looks over many. */
export type Sweep<Item> = Lanes<Item> & {
  readonly job: string;
  readonly pages: AsyncIterable<readonly Item[]>;
  /** The number that an item goes by. */
  subjectOf(item: Item): string;
  /** The item of a number that could not be done before; undefined where nothing is to be done about it any more. */
  findAgain(subject: string): Promise<Item | undefined>;
  work(item: Item): Promise<void>;
  /** How long one item may take, in milliseconds. */
  readonly withinMs?: number;
};

/** Longer than the statements and calls of one item can take where none of them hangs. */
const WITHIN_MS = 60_000;
const PAGE = 200;
/** As much of an error as tells somebody where to look. */
const LONGEST_ERROR = 300;

/**
 * Does the work of a job for each item by itself: one that fails or hangs costs the others nothing, and is a case of the
 * kind `stuck` until it is done in a later run, or nothing is to be done about it any more. Rejects only where the database
 * is not there, or the list cannot be read.
 */
export async function sweep<Item>(deps: SweepDeps, options: Sweep<Item>): Promise<void> {
  const stuck = await findStuck(deps, options.job);
  const failed: Failure[] = [];
  const work = async (item: Item): Promise<void> => {
    const subject = options.subjectOf(item);
    const failure = await tryOne(deps, options, subject, () => options.work(item));
    if (failure !== undefined) failed.push(failure);
    else if (stuck.has(subject)) await resolve(deps, options.job, subject);
    stuck.delete(subject);
  };
  await workThrough(options.pages, options, work);
  // What was stuck and is not in the list: looked at once more by its number, so that no case stays for want of a look.
  for (const subject of [...stuck]) {
    const failure = await tryOne(deps, options, subject, async () => {
      const item = await options.findAgain(subject);
      if (item !== undefined) await options.work(item);
    });
    if (failure !== undefined) failed.push(failure);
    else await resolve(deps, options.job, subject);
  }
  tellNew(deps, options.job, failed);
}

type Failure = { readonly subject: string; readonly error: Error; readonly isNew: boolean };

const keyOf = (job: string, subject: string): string => `${job} ${subject}`;

async function findStuck({ database }: SweepDeps, job: string): Promise<Set<string>> {
  const found = new Set<string>();
  const pages = everyPage<OpenCase>(PAGE, (after) => listOpenCases(database, 'stuck', after, PAGE));
  for await (const page of pages)
    for (const { kind, facts } of page) if (kind === 'stuck' && facts.job === job) found.add(facts.about);
  return found;
}

async function tryOne<Item>(
  { database, clock }: SweepDeps,
  { job, withinMs = WITHIN_MS }: Sweep<Item>,
  subject: string,
  work: () => Promise<void>,
): Promise<Failure | undefined> {
  try {
    await withinTime(withinMs, work);
    return undefined;
  } catch (error) {
    // Then nothing can be written about it either, and the next run finds the item as it is.
    if (isUnavailable(error)) throw error;
    const { message } = error as Error;
    const facts = { job, about: subject, error: message.slice(0, LONGEST_ERROR) };
    const about = { kind: 'stuck', subject: keyOf(job, subject), facts } as const;
    return { subject, error: error as Error, isNew: await openCase(database, about, clock.now()) };
  }
}

async function resolve({ database, clock }: SweepDeps, job: string, subject: string): Promise<void> {
  await closeCases(database, ['stuck'], keyOf(job, subject), clock.now());
}

/** One line a run, however many are new: each has its case. */
function tellNew({ log }: SweepDeps, job: string, failed: readonly Failure[]): void {
  const [first, ...others] = failed.filter(({ isNew }) => isNew);
  if (first === undefined) return;
  const facts = { err: first.error, job, subject: first.subject, others: others.length };
  log.error(facts, 'a job could not do what is due about something; it needs a person');
}
