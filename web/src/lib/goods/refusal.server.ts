import { m } from '#lib/words/m.ts';
import { formatTime } from '../format/time.ts';
import { faultWords, goodsField, lackWords, type FaultView } from './goods-words.ts';

type Refusal =
  | { readonly code: 'product_not_found' | 'change_not_found' }
  | {
      readonly code: 'product_faulty';
      readonly faults: readonly FaultView[];
    }
  | { readonly code: 'product_unready'; readonly lacks: readonly string[] }
  | { readonly code: 'change_overtaken'; readonly fields: readonly string[] }
  | {
      readonly code: 'product_changed';
      readonly changes: readonly {
        readonly byId: string | null;
        readonly by: string;
        readonly at: string;
        readonly fields: readonly string[];
      }[];
    };

export type RefusalView = {
  readonly title: string;
  readonly text?: string;
  /** What was typed was made of something that is no more. */
  readonly isStale?: boolean;
  /** Message by the path of its field. */
  readonly faults: Readonly<Record<string, string>>;
};

/** Each message by its path; the first of a field. */
export function faultsByPath(faults: readonly FaultView[]): Record<string, string> {
  const byPath: Record<string, string> = {};
  for (const fault of faults) byPath[fault.path] ??= faultWords(fault);
  return byPath;
}

/** Why nothing was done, in words. `names`: of the members, by their ids. */
export function goodsRefusal(refusal: Refusal, names: ReadonlyMap<string, string>): RefusalView {
  switch (refusal.code) {
    case 'product_not_found':
    case 'change_not_found':
      return { title: m.goods_gone(), faults: {} };
    case 'product_faulty':
      return {
        title: m.goods_faulty({ count: refusal.faults.length }),
        faults: faultsByPath(refusal.faults),
      };
    case 'product_unready':
      return { title: m.goods_unready(), text: refusal.lacks.map(lackWords).join(' '), faults: {} };
    case 'change_overtaken': {
      const fields = [...new Set(refusal.fields.map(goodsField))].join(m.role_separator());
      return { title: m.goods_overtaken(), text: m.goods_overtaken_text({ fields }), faults: {} };
    }
    case 'product_changed':
      return {
        title: m.goods_changed(),
        text: tellChanges(refusal.changes, names),
        isStale: true,
        faults: {},
      };
  }
}

function tellChanges(
  changes: Extract<Refusal, { code: 'product_changed' }>['changes'],
  names: ReadonlyMap<string, string>,
): string {
  const [last] = changes;
  if (last === undefined) return m.goods_changed_by_import();
  const fields = [...new Set(changes.flatMap((change) => change.fields.map(goodsField)))];
  const who = names.get(last.byId ?? '') ?? m.goods_by_program();
  const time = formatTime(new Date(last.at));
  return m.goods_changed_text({ who, time, fields: fields.join(m.role_separator()) });
}
