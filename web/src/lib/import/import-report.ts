import type { Words } from '#server/kernel/language.ts';
import { m } from '#lib/words/m.ts';
import { spoken } from '#lib/words/spoken.ts';
import { formatCount } from '../format/count.ts';
import type { MatterName } from './matters.ts';

/** What is wrong with a line of a file, as the server's report has it. */
type Fault = { readonly line: number; readonly column: Words | null; readonly reason: Words };

/** What a check or a writing reports; each kind has those numbers that it counts. */
export type StoredReport = {
  readonly code?: string;
  readonly faultCount?: number;
  readonly faults?: readonly Fault[];
  readonly missingColumns?: readonly Words[];
  readonly ignoredColumns?: readonly Words[];
} & Readonly<Partial<Record<CountName, number>>>;

type CountName =
  | 'categories'
  | 'products'
  | 'knownProducts'
  | 'skus'
  | 'counted'
  | 'changed'
  | 'more'
  | 'less'
  | 'takenOffSale';

export type ReportView = {
  readonly faultCount: number;
  readonly faults: readonly { readonly line: number; readonly column: string; readonly reason: string }[];
  /** What is in the file, or was done: a number and what it counts. */
  readonly counts: readonly { readonly name: string; readonly count: string }[];
  /** Columns that the file lacks, in which known products keep what they have. */
  readonly missing: string;
  /** Columns of the file that are not read. */
  readonly ignored: string;
  readonly isGivenUp: boolean;
};

const say = (words: Words): string => (spoken() === 'en' ? words.en : words.zh);

export function viewReport(report: StoredReport | null): ReportView {
  const { faultCount = 0, faults = [], missingColumns = [], ignoredColumns = [] } = report ?? {};
  return {
    faultCount,
    faults: faults.map(({ line, column, reason }) => ({
      ...{ line, column: column === null ? '' : say(column), reason: say(reason) },
    })),
    counts: countsOf(report ?? {}),
    missing: missingColumns.map(say).join(m.import_separator()),
    ignored: ignoredColumns.map(say).join(m.import_separator()),
    isGivenUp: report?.code === 'given_up',
  };
}

function countsOf(report: StoredReport): ReportView['counts'] {
  const { products, knownProducts } = report;
  const isCheck = products !== undefined && knownProducts !== undefined;
  const told: readonly (readonly [string, number | undefined])[] = [
    [m.import_count_new(), isCheck ? products - knownProducts : undefined],
    [m.import_count_known(), isCheck ? knownProducts : undefined],
    [m.import_count_products(), isCheck ? undefined : products],
    [m.import_count_skus(), report.skus],
    [m.import_count_categories(), report.categories || undefined],
    [m.import_count_counted(), report.counted],
    [m.import_count_changed(), report.changed],
    [m.import_count_more(), report.more],
    [m.import_count_less(), report.less],
  ];
  return told.flatMap(([name, count]) => (count === undefined ? [] : [{ name, count: formatCount(count) }]));
}

/** What confirming does, in the words of its button. */
export function confirmWords(matter: MatterName, { products = 0, counted = 0 }: StoredReport): string {
  return matter === 'catalogue'
    ? m.import_confirm_catalogue({ count: products })
    : m.import_confirm_stock({ count: counted });
}
