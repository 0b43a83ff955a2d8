/**
 * Every row of a list that is read page by page: `readPage` answers up to `size` rows that come after the last of the page
 * before (undefined: from the start), in an order that a row keeps. A limit then bounds what is held at once and drops
 * nothing. Rows may change or go while they are walked over.
 */
export async function* everyPage<Row>(
  size: number,
  readPage: (after: Row | undefined, size: number) => Promise<readonly Row[]>,
): AsyncGenerator<readonly Row[]> {
  for (let after: Row | undefined; ;) {
    const page = await readPage(after, size);
    if (page.length > 0) yield page;
    if (page.length < size) return;
    after = page.at(-1);
  }
}

/** So many that were read may wait for a hand; then the walk waits for them. Items are small: keys, not whole rows. */
const MOST_WAITING = 2_000;

export type Lanes<Item> = {
  /** How many of a lane are worked on side by side. */
  readonly atOnce: number;
  /** What an item may have to wait for, as its gateway: items of one lane are not held up by those of another. */
  laneOf?(item: Item): string;
};

/**
 * Does `work` for each item of each page. One that fails keeps none of the others from being done, on later pages either:
 * the failures are thrown at the end, together.
 */
export async function workThrough<Item>(
  pages: AsyncIterable<readonly Item[]>,
  { atOnce, laneOf = () => '' }: Lanes<Item>,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const failures: unknown[] = [];
  const lanes = new Map<string, { readonly waiting: Item[]; readonly hands: Set<Promise<void>> }>();
  let waiting = 0;
  let taken = Promise.withResolvers<undefined>();

  async function takeFrom(queue: Item[]): Promise<void> {
    while (queue.length > 0) {
      const item = queue.shift()!;
      waiting -= 1;
      taken.resolve(undefined);
      taken = Promise.withResolvers();
      await work(item).catch((error: unknown) => failures.push(error));
    }
  }
  function add(item: Item): void {
    const name = laneOf(item);
    const lane = lanes.get(name) ?? { waiting: [], hands: new Set() };
    lanes.set(name, lane);
    waiting += 1;
    lane.waiting.push(item);
    if (lane.hands.size >= atOnce) return;
    const hand = takeFrom(lane.waiting).finally(() => lane.hands.delete(hand));
    lane.hands.add(hand);
  }

  try {
    for await (const page of pages) {
      for (const item of page) add(item);
      while (waiting >= MOST_WAITING) await taken.promise;
    }
  } finally {
    await Promise.all([...lanes.values()].flatMap(({ hands }) => [...hands]));
  }
  if (failures.length > 0)
    throw new AggregateError(
      failures,
      `${failures.length} could not be done, the first: ${(failures[0] as Error).message}`,
    );
}
