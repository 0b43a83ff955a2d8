/** What a field held before and after; undefined where it was not there. */
export type Difference = {
  readonly field: string;
  readonly before: unknown;
  readonly after: unknown;
};

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Field by field what an act has changed, in the order of the fields; what stayed as it was is left out. */
export function differences(before: unknown, after: unknown): Difference[] {
  const [was, is] = [isRecord(before) ? before : {}, isRecord(after) ? after : {}];
  return [...new Set([...Object.keys(was), ...Object.keys(is)])]
    .map((field) => ({ field, before: was[field], after: is[field] }))
    .filter((one) => JSON.stringify(one.before) !== JSON.stringify(one.after));
}
