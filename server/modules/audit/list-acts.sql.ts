import { toActor, type ActorKind, type ApiKeyId, type StaffId } from '../../kernel/actor.ts';
import type { CustomerId } from '../../kernel/ids.ts';
import type { Queryable } from '../../platform/database.ts';
import type { Act, Subject } from './act.ts';

export type ActFilter = {
  readonly staffId?: StaffId;
  /** Of a kind, or of one thing of it. */
  readonly subject?: Pick<Subject, 'kind'> & Partial<Subject>;
  readonly what?: string;
  /** From then on. */
  readonly from?: Date;
  /** Until just before then. */
  readonly to?: Date;
  /** The last act of the page before. */
  readonly after?: Pick<Act, 'at' | 'seq'>;
  readonly limit: number;
};

/** As it stands in its row: what is sealed is closed. */
export type ListedAct = Act & { readonly reasonSealed: Buffer | null };

type ActRow = Pick<ListedAct, 'at' | 'what' | 'before' | 'after' | 'reason' | 'reasonSealed' | 'from'> & {
  readonly seq: string;
  readonly by: ActorKind;
  readonly byId: string;
  readonly byKey: ApiKeyId | null;
  readonly subjectKind: string;
  readonly subjectId: string;
  readonly partOf: CustomerId | null;
  readonly partId: string | null;
  readonly partHash: Buffer | null;
};

/** Acts, newest first. Each filter has its index, whose order is that of the list, so that what is read is what is shown. */
export async function listActs(on: Queryable, filter: ActFilter): Promise<ListedAct[]> {
  const { rows } = await on.query<ActRow>(listStatement(filter));
  return rows.map(({ seq, by, byId, byKey, subjectKind, subjectId, partOf, partId, partHash, ...act }) => ({
    ...act,
    seq: Number(seq),
    actor: { ...toActor(by, byId, byId as CustomerId), ...(byKey !== null && { keyId: byKey }) },
    subject: { kind: subjectKind, id: subjectId },
    part: partOf && { customerId: partOf, partId: partId!, hash: partHash! },
  }));
}

/** One statement for each set of filters, so that each has the plan that fits it. */
export function listStatement(filter: ActFilter): { name: string; text: string; values: unknown[] } {
  const { names, condition, values } = toCondition(filter);
  return {
    name: `audit-list-${names.join('-')}`,
    text: `select seq, at, by, by_id as "byId", by_key as "byKey", what, subject_kind as "subjectKind",
        subject_id as "subjectId", before, after, reason, reason_sealed as "reasonSealed", origin as "from",
        part_of as "partOf", part_id as "partId", part_hash as "partHash"
      from audit_acts where ${condition} order by at desc, seq desc limit $1`,
    values: [filter.limit, ...values],
  };
}

/** Of what is asked for; its values come from `$2` on. */
function toCondition({ staffId, subject, what, from, to, after }: ActFilter) {
  const names: string[] = [];
  const parts: string[] = [];
  const values: unknown[] = [];
  const ask = (name: string, part: (...places: string[]) => string, ...given: unknown[]): void => {
    names.push(name);
    parts.push(part(...given.map((value) => `$${values.push(value) + 1}`)));
  };
  if (staffId !== undefined) ask('staff', (id) => `by = 'staff' and by_id = ${id}`, staffId);
  if (subject !== undefined) ask('kind', (kind) => `subject_kind = ${kind}`, subject.kind);
  if (subject?.id !== undefined) ask('id', (id) => `subject_id = ${id}`, subject.id);
  if (what !== undefined) ask('what', (act) => `what = ${act}`, what);
  if (from !== undefined) ask('from', (time) => `at >= ${time}::timestamptz`, from);
  if (to !== undefined) ask('to', (time) => `at < ${time}::timestamptz`, to);
  if (after !== undefined)
    ask('after', (at, seq) => `(at, seq) < (${at}::timestamptz, ${seq}::bigint)`, after.at, after.seq);
  return { names, condition: parts.join(' and ') || 'true', values };
}
