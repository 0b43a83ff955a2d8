import { readLine, readLines } from '#lib/form/read-form.server.ts';
import { deskRefusal } from '#lib/order-desk/desk-words.server.ts';
import { m } from '#lib/words/m.ts';
import type { BulkAct, BulkRow } from '#server/modules/ordering/index.ts';
import { BULK_KINDS, MOST_ORDERS, type BulkErrors, type BulkRowView, type BulkTyped } from './bulk-view.ts';

const LONGEST_NUMBER = 64;
const LONGEST_TAG = 12;
const MOST_TAGS = 10;
const LONGEST_NOTE = 500;
const LONGEST_REASON = 200;

export const NOTHING_TYPED: BulkTyped = {
  ...{ numbers: '', kind: 'tag', added: '', removed: '', text: '', reason: '' },
};

/** A form that is as it must be, with what it asks for; or what is wrong with it. */
export type ReadBulk = { readonly typed: BulkTyped } & (
  { readonly errors: BulkErrors } | { readonly orderNos: readonly string[]; readonly act: BulkAct }
);

export function readBulk(form: FormData): ReadBulk {
  const kind = BULK_KINDS.find((one) => one === form.get('kind')) ?? 'tag';
  const typed: BulkTyped = {
    ...{ kind, numbers: readNumbers(form), text: readLines(form, 'text'), reason: readLine(form, 'reason') },
    ...{ added: readLine(form, 'added'), removed: readLine(form, 'removed') },
  };
  const orderNos = [...new Set(typed.numbers.split(/[\s,，;；]+/).filter(Boolean))];
  const numbers = wrongNumbers(orderNos);
  const read = readAct(typed);
  if (numbers !== undefined || 'errors' in read)
    return { typed, errors: { numbers, ...('errors' in read ? read.errors : {}) } };
  return { typed, orderNos, act: read.act };
}

/** All of them: 500 numbers are longer than what a field is read of elsewhere. */
function readNumbers(form: FormData): string {
  const value = form.get('numbers');
  return typeof value === 'string' ? value.slice(0, MOST_ORDERS * LONGEST_NUMBER).trim() : '';
}

function wrongNumbers(orderNos: readonly string[]): string | undefined {
  if (orderNos.length === 0) return m.bulk_numbers_missing();
  if (orderNos.length > MOST_ORDERS) return m.bulk_numbers_many({ count: orderNos.length });
  return orderNos.some((orderNo) => orderNo.length > LONGEST_NUMBER) ? m.bulk_numbers_unfit() : undefined;
}

function readAct({ kind, text, reason, ...tags }: BulkTyped): { act: BulkAct } | { errors: BulkErrors } {
  switch (kind) {
    case 'tag': {
      const [added, removed] = [wordsOf(tags.added), wordsOf(tags.removed)];
      if (added.length + removed.length === 0) return { errors: { added: m.bulk_tags_missing() } };
      const isFit = [...added, ...removed].every(
        (tag) => [...tag].length <= LONGEST_TAG && !/\d{5}/.test(tag),
      );
      if (!isFit || added.length > MOST_TAGS || removed.length > MOST_TAGS)
        return { errors: { added: m.desk_tag_unfit() } };
      return { act: { kind, add: added, remove: removed } };
    }
    case 'note': {
      const length = [...text].length;
      if (length === 0) return { errors: { text: m.desk_note_missing() } };
      if (length > LONGEST_NOTE) return { errors: { text: m.desk_note_long({ count: length }) } };
      return { act: { kind, text } };
    }
    case 'cancel_unpaid': {
      const length = [...reason].length;
      if (length === 0) return { errors: { reason: m.desk_reason_missing() } };
      if (length > LONGEST_REASON) return { errors: { reason: m.desk_reason_long({ count: length }) } };
      return { act: { kind, reason } };
    }
  }
}

const wordsOf = (typed: string): string[] => [...new Set(typed.split(/[\s,，、;；]+/).filter(Boolean))];

export function viewRows(rows: readonly BulkRow[]): BulkRowView[] {
  return rows.map((row) => ({
    orderNo: row.orderNo,
    outcome: row.outcome,
    why: row.outcome === 'refused' ? deskRefusal(row.refusal) : undefined,
  }));
}
