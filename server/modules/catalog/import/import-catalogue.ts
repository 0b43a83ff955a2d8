import { stat } from 'node:fs/promises';
import type { Clock } from '../../../kernel/clock.ts';
import { ok, refuse, type Result } from '../../../kernel/result.ts';
import { inTransaction, type Database, type Transaction } from '../../../platform/database.ts';
import type { MediaStore } from '../../../platform/media-store.ts';
import type { CatalogueFault } from './catalogue-faults.ts';
import { checkCatalogue, type CheckedCatalogue } from './check-catalogue.ts';
import { findPictures } from './find-pictures.ts';
import { preparePictures, type PreparedPicture } from './prepare-pictures.ts';
import { settleCatalogue } from './import-catalogue.sql.ts';
import type { FreightTemplates } from '../freight-templates.ts';
import type { AskedBefore } from './check-struck-out.ts';
import { Overtaken, writeCatalogue, type Importer, type SetOnHand } from './write-catalogue.ts';

export type ImportOptions = {
  /** JSON Lines, or CSV where the name ends in `.csv`. */
  readonly file: string;
  readonly database: Database;
  readonly mediaStore: MediaStore;
  readonly setOnHand: SetOnHand;
  readonly freightTemplates: FreightTemplates;
  readonly clock: Clock;
  /**
   * What new SKUs were asked elsewhere before, where who imports can say so. Left out: nothing, and a file cannot strike out a
   * price of them.
   */
  readonly askedBefore?: AskedBefore;
  /** The file is the whole catalogue: products that it does not name are taken off sale. Left out: they stay as they are. */
  readonly complete?: boolean;
  /** What is written besides at the end of the transaction that writes the catalogue: who has imported it. */
  readonly alsoWrite?: (tx: Transaction, report: ImportReport) => Promise<void>;
  /** Left out where nobody has it imported: a demo shop is filled. */
  readonly by?: Importer;
  /** A file says how many were sold only to a demo shop; else that is not read. */
  readonly takesSales?: boolean;
  readonly onProgress?: (progress: ImportProgress) => void;
  /** Somebody has uploaded it: it names no file of this machine. */
  readonly isUpload?: boolean;
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
  /** The file says how many were sold, and that was not read. */
  readonly salesLeftOut: boolean;
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
  const prices = { at: options.clock.now(), askedBefore: options.askedBefore };
  const checked = await checkCatalogue(file, database, {
    ...prices,
    freightTemplates: options.freightTemplates,
    onBytes: (read) => progress('checking', (CHECKED * read) / (bytes + 1)),
  });
  if (checked.faults.count > 0) return faulty(checked.faults.first, checked.faults.count);

  const named = await findPictures(database, checked.pictures, options.isUpload ?? false);
  if (named.faults.length > 0) return faulty(named.faults.slice(0, 100), named.faults.length);
  const pictures = await preparePictures({
    ...{ pictures: named.files, file, mediaStore },
    onDone: (done) => progress('pictures', CHECKED + ((PICTURED - CHECKED) * done) / named.files.size),
  });
  if (pictures.faults.length > 0) return faulty(pictures.faults.slice(0, 100), pictures.faults.length);
  for (const picture of named.known) pictures.prepared.set(picture.source, picture);

  const report = await writeAll(options, { checked, pictures: pictures.prepared, progress });
  if (!report.ok) return report;
  await settleCatalogue(database);
  progress('writing', TOTAL);
  return report;
}

type Prepared = {
  readonly checked: CheckedCatalogue;
  readonly pictures: ReadonlyMap<string, PreparedPicture>;
  readonly progress: ReturnType<typeof progressTeller>;
};

/** The transaction. Refused where somebody changed the shop since the file was checked, so that it fits no more. */
async function writeAll(
  options: ImportOptions,
  { checked, pictures, progress }: Prepared,
): Promise<Result<ImportReport, ImportRefusal>> {
  const { file, database, setOnHand, freightTemplates, askedBefore } = options;
  try {
    const report = await inTransaction(database, async (tx) => {
      const takenOffSale = await writeCatalogue(tx, {
        ...{ file, checked, pictures, setOnHand, freightTemplates, askedBefore, at: options.clock.now() },
        ...{ complete: options.complete ?? false, by: options.by, takesSales: options.takesSales ?? false },
        onProducts: (written) =>
          progress('writing', PICTURED + ((TOTAL - PICTURED) * written) / (checked.products + 1)),
      });
      const written = {
        ...{ categories: checked.categories.length, products: checked.products, skus: checked.skus },
        ...{ pictures: checked.pictures.size, takenOffSale: takenOffSale.length },
        salesLeftOut: checked.saysSales && options.takesSales !== true,
      };
      await options.alsoWrite?.(tx, written);
      return written;
    });
    return ok(report);
  } catch (error) {
    if (error instanceof Overtaken) return faulty(error.faults, error.faults.length);
    throw error;
  }
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
