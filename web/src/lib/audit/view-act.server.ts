import { m } from '#lib/words/m.ts';
import { actorColumns } from '#server/kernel/actor.ts';
import { fen, formatYuan } from '#server/kernel/money.ts';
import type { BackOffice } from '#server/shop.ts';
import { limitSaid } from '../goods/goods-words.ts';
import { roleNames } from '../role/role-words.ts';
import { fieldName, valueName } from './act-words.ts';
import { differences } from './differences.ts';

type Act = Awaited<ReturnType<BackOffice['audit']['list']>>[number];

/** An act as it is read: names in the place of ids where they are known, values in words. */
export type ActView = Pick<Act, 'seq' | 'at' | 'what' | 'reason' | 'from' | 'subject'> & {
  readonly who: string;
  /** What to call the subject: a name, or the end of its id. */
  readonly about: string;
  readonly changes: readonly {
    /** As the trail names it; in words two of them may be called alike. */
    readonly key: string;
    readonly field: string;
    readonly before: string | undefined;
    readonly after: string;
  }[];
};

/** `names`: of the members, by their ids. */
export function viewAct(act: Act, names: ReadonlyMap<string, string>): ActView {
  const { seq, at, what, reason, from, subject, actor, before, after } = act;
  const changes = differences(before, after).map((one) => ({
    key: one.field,
    field: fieldName(one.field),
    before: one.before === undefined ? undefined : sayValue(one.field, one.before),
    after: one.after === undefined ? m.audit_nothing() : sayValue(one.field, one.after),
  }));
  const who =
    actor.by === 'staff'
      ? (names.get(actor.staffId) ?? m.audit_number({ id: actor.staffId }))
      : m.audit_program({ name: actorColumns(actor)[1] ?? actor.by });
  return {
    seq,
    at,
    what,
    reason,
    from,
    subject,
    who,
    changes,
    about: names.get(subject.id) ?? shortId(subject.id),
  };
}

/** The end of a UUID, which is random; another id as it is. */
function shortId(id: string): string {
  return /^[0-9a-f-]{36}$/.test(id) ? `…${id.slice(-6)}` : id;
}

/** Fields that hold fen. */
const IS_AMOUNT = /(?:Amount|(?:^|\.)(?:price|originalPrice))$/;

function sayValue(field: string, value: unknown): string {
  if (value === null || value === '') return m.audit_nothing();
  if (typeof value === 'boolean') return value ? m.audit_yes() : m.audit_no();
  if (typeof value === 'number' && IS_AMOUNT.test(field)) return formatYuan(fen(value));
  // Pictures, facts and questions of goods: how many there are says enough here.
  if (Array.isArray(value) && value.some((one) => typeof one === 'object'))
    return m.audit_count({ count: value.length });
  if (field === 'purchaseLimit') return limitSaid(value as Parameters<typeof limitSaid>[0]);
  const list = Array.isArray(value) ? value.map(String) : undefined;
  if (list === undefined)
    return typeof value === 'string' ? (valueName(field, value) ?? shortId(value)) : JSON.stringify(value);
  if (list.length === 0) return m.audit_nothing();
  return field === 'roles' ? roleNames(list) : list.join(m.role_separator());
}
