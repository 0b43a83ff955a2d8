import type { Queryable } from '../../../platform/database.ts';
import { fault, type CatalogueFault } from './catalogue-faults.ts';
import { listMediaSizes } from './known-goods.sql.ts';
import type { PreparedPicture } from './prepare-pictures.ts';

/** A picture that is in the shop already, by its key: so an export names it. */
const IN_SHOP = /^media:([0-9a-f]{32})$/;
const OF_PACKAGE = /^fluent:/;

export type FoundPictures = {
  /** Still to be made ready from files, each with the first line that names it. */
  readonly files: ReadonlyMap<string, number>;
  readonly known: readonly PreparedPicture[];
  readonly faults: readonly CatalogueFault[];
};

/**
 * Parts what a file names into what is in the shop and what lies beside the file. Of an upload nothing lies beside it: a path would
 * lead into the shop's own folders.
 */
export async function findPictures(
  database: Queryable,
  named: ReadonlyMap<string, number>,
  isUpload: boolean,
): Promise<FoundPictures> {
  const keyOf = (source: string): string | undefined => IN_SHOP.exec(source)?.[1];
  const sizes = await listMediaSizes(
    database,
    [...named.keys()].flatMap((source) => keyOf(source) ?? []),
  );
  const files = new Map<string, number>();
  const known: PreparedPicture[] = [];
  const faults: CatalogueFault[] = [];
  for (const [source, line] of named) {
    const key = keyOf(source);
    const size = key === undefined ? undefined : sizes.get(key);
    if (size !== undefined) known.push({ ...size, source, key: key! });
    else if (key !== undefined || (isUpload && !OF_PACKAGE.test(source)))
      faults.push(fault(line, 'images', 'picture_not_here', source));
    else files.set(source, line);
  }
  return { files, known, faults };
}
