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

/**
 * Does `work` for each item of each page, `atOnce` of them side by side. One that fails keeps none of the others from being
 * done, on later pages either: the failures are thrown at the end, together.
 */
export async function workThrough<Item>(
  pages: AsyncIterable<readonly Item[]>,
  atOnce: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const failures: unknown[] = [];
  for await (const page of pages) {
    const left = page.values();
    await Promise.all(
      Array.from({ length: Math.min(atOnce, page.length) }, async () => {
        for (const item of left) await work(item).catch((error: unknown) => failures.push(error));
      }),
    );
  }
  if (failures.length > 0)
    throw new AggregateError(
      failures,
      `${failures.length} could not be done, the first: ${(failures[0] as Error).message}`,
    );
}
