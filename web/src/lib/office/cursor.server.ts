/** Where a page of a list goes on: after this time, and of those at it after this id. */
export type Cursor = { readonly at: Date; readonly id: string };

const CURSOR = /^(\d{1,15})-([0-9a-f-]{1,36})$/;

/** The cursor of an address, or undefined where there is none. `id`: what an id of this list looks like. */
export function readCursor(url: URL, id: RegExp): Cursor | undefined {
  const [, at, last] = CURSOR.exec(url.searchParams.get('after') ?? '') ?? [];
  return last !== undefined && id.test(last) ? { at: new Date(Number(at)), id: last } : undefined;
}

/** The first `size` of a list of which one more was asked for, and the cursor to go on by where there is one more. */
export function cutPage<T>(
  list: readonly T[],
  size: number,
  cursorOf: (last: T) => Cursor,
): { items: readonly T[]; after: string | undefined } {
  const items = list.slice(0, size);
  const last = list.length > size ? items.at(-1) : undefined;
  const cursor = last && cursorOf(last);
  return { items, after: cursor && `${cursor.at.getTime()}-${cursor.id}` };
}
