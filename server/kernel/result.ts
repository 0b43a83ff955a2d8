/** What a use case answers: a value, or a refusal that the caller could have caused. Faults are exceptions. */
export type Result<Value, Refused extends Refusal = Refusal> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly error: Refused };

/** A refusal: a stable `code` in snake_case, and the facts that its message needs. */
export type Refusal<Code extends string = string, Facts extends object = object> = {
  readonly code: Code;
} & Facts;

/** What a refusal carries beside its code. */
export type FactsOf<Refused extends Refusal, Code extends Refused['code'] = Refused['code']> = Omit<
  Extract<Refused, { readonly code: Code }>,
  'code'
>;

export function ok<Value>(value: Value): { readonly ok: true; readonly value: Value } {
  return { ok: true, value };
}

export function refuse<const Refused extends Refusal>(
  error: Refused,
): { readonly ok: false; readonly error: Refused } {
  return { ok: false, error };
}
