import { stat } from 'node:fs/promises';
import type { Clock } from '../../../kernel/clock.ts';
import { ok, refuse, type Result } from '../../../kernel/result.ts';
import { inTransaction, type Database } from '../../../platform/database.ts';
import type { MediaStore } from '../../../platform/media-store.ts';
import type { CatalogueFault } from './catalogue-faults.ts';
import { checkCatalogue } from './check-catalogue.ts';
import { preparePictures } from './prepare-pictures.ts';
import { writeCatalogue, type SetOnHand } from './write-catalogue.ts';

export type ImportOptions = {
  /** JSON Lines, or CSV where the name ends in `.csv`. */
  readonly file: string;
  readonly database: Database;
  readonly mediaStore: MediaStore;
  readonly setOnHand: SetOnHand;
  readonly clock: Clock;
  /** The file is the whole catalogue: products that it does not name are taken off sale. Left out: they stay as they are. */
  readonly complete?: boolean;
  readonly onProgress?: (progress: ImportProgress) => void;
};

export type ImportProgress = {
  /** Never falls; `total` stays the same during one import. */
  readonly done: number;
  readonly total: number;
  readonly phase: 'checking' | 'pictures' | 'writing';
};

export type ImportReport = {
  readonly categories: number;
  readonly products: number;
  readonly skus: number;
  readonly pictures: number;
  /** Products that `complete` took off sale. */
  readonly takenOffSale: number;
};

export type ImportRefusal =
  | { readonly code: 'file_unreadable'; readonly reason: string }
  /** Nothing was imported. `faults` holds the first hundred of `faultCount`. */
  | {
      readonly code: 'catalogue_faulty';
      readonly faults: readonly CatalogueFault[];
      readonly faultCount: number;
    };

/** Thousandths of the work, as it is divided on a first import. */
const CHECKED = 150;
const PICTURED = 550;
const TOTAL = 1_000;

/**
 * Imports a catalogue file, all of it or nothing: every line is checked, then the pictures are stored, then one
 * transaction writes. Products are known by their slug and SKUs by their code, so importing a file again changes nothing
 * and keeps all ids; a SKU that its product no longer has is taken off sale. Memory does not grow with the texts of the
 * file, only by some 200 bytes a SKU.
 */
export async function importCatalogue(options: ImportOptions): Promise<Result<ImportReport, ImportRefusal>> {
  const { file, database, mediaStore } = options;
  const progress = progressTeller(options.onProgress);
  let bytes: number;
  try {
    bytes = (await stat(file)).size;
  } catch (error) {
    return refuse({ code: 'file_unreadable', reason: (error as Error).message });
  }
  const checked = await checkCatalogue(file, database, (read) =>
    progress('checking', (CHECKED * read) / (bytes + 1)),
  );
  if (checked.faults.count > 0) return faulty(checked.faults.first, checked.faults.count);

  const pictures = await preparePictures({
    ...{ pictures: checked.pictures, file, mediaStore },
    onDone: (done) => progress('pictures', CHECKED + ((PICTURED - CHECKED) * done) / checked.pictures.size),
  });
  if (pictures.faults.length > 0) return faulty(pictures.faults.slice(0, 100), pictures.faults.length);

  const takenOffSale = await inTransaction(database, (tx) =>
    writeCatalogue(tx, {
      ...{
        file,
        checked,
        pictures: pictures.prepared,
        setOnHand: options.setOnHand,
        at: options.clock.now(),
      },
      complete: options.complete ?? false,
      onProducts: (written) =>
        progress('writing', PICTURED + ((TOTAL - PICTURED) * written) / (checked.products + 1)),
    }),
  );
  progress('writing', TOTAL);
  return ok({
    ...{ categories: checked.categories.length, products: checked.products, skus: checked.skus },
    ...{ pictures: checked.pictures.size, takenOffSale: takenOffSale.length },
  });
}

function faulty(faults: readonly CatalogueFault[], faultCount: number): Result<never, ImportRefusal> {
  return refuse({ code: 'catalogue_faulty', faults, faultCount });
}

/** Tells progress at most a thousand times, always rising. (A transaction that runs again would count from its start.) */
function progressTeller(
  onProgress: ImportOptions['onProgress'],
): (phase: ImportProgress['phase'], thousandths: number) => void {
  let told = -1;
  return (phase, thousandths) => {
    const done = Math.floor(thousandths);
    if (onProgress === undefined || done <= told) return;
    told = done;
    onProgress({ done, total: TOTAL, phase });
  };
}
