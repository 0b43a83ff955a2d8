import type { Words } from '../../kernel/language.ts';

type Status = 400 | 401 | 403 | 404 | 408 | 409 | 412 | 413 | 414 | 415 | 416 | 421 | 422 | 429 | 431 | 503;

/** Of a refusal that says no more than its code. */
export type NoFacts = Record<never, never>;

/** How a refusal is told over HTTP: its entry, all that is written of it. */
export type ProblemSpec<
  In extends Status = Status,
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- each entry knows the facts of its own code
  Facts extends object = any,
> = {
  readonly status: In;
  readonly title: Words;
  /** A function makes the sentence from the refusal's own facts. */
  readonly detail: Words | ((facts: Facts) => Words);
  /** The facts as they may be, for the documents. Their type is that of the facts. */
  readonly example: Facts;
};
export type Problems = Readonly<Record<string, ProblemSpec>>;

/** One entry. The facts are what `detail` is made of, and where that is the same for all, what `example` shows. */
export function problem<const In extends Status, Facts extends object>(entry: {
  readonly status: In;
  readonly title: Words;
  readonly detail: (facts: Facts) => Words;
  readonly example: NoInfer<Facts>;
}): ProblemSpec<In, Facts>;
// eslint-disable-next-line @typescript-eslint/unified-signatures -- of both in one the example would be taken for all facts
export function problem<const In extends Status, Facts extends object = NoFacts>(entry: {
  readonly status: In;
  readonly title: Words;
  readonly detail: Words;
  readonly example?: Facts;
}): ProblemSpec<In, Facts>;
export function problem(entry: Omit<ProblemSpec, 'example'> & { readonly example?: object }): ProblemSpec {
  return { example: {}, ...entry };
}

/** Some of a catalogue's entries, for the routes that refuse by them. */
export function refusalsOf<Catalogue extends Problems, const Code extends keyof Catalogue & string>(
  catalogue: Catalogue,
  ...codes: readonly Code[]
): Pick<Catalogue, Code> {
  return Object.fromEntries(codes.map((code) => [code, catalogue[code]!])) as Pick<Catalogue, Code>;
}

/** The codes of `Refused` that none of these entries has, or has with other facts; never where all fit. */
type MisfitsOf<Refused, Entries> = Refused extends { readonly code: infer Code }
  ? Code extends keyof Entries
    ? Entries[Code] extends { readonly example: infer Facts }
      ? Omit<Refused, 'code'> extends Facts
        ? Exclude<keyof Refused, 'code'> extends keyof Facts
          ? never
          : Code
        : Code
      : Code
    : Code
  : never;

/** Anything where each refusal that it may be has its entry, facts and all; else what nothing is. */
export type Fitting<Refused, Entries> = [MisfitsOf<Refused, Entries>] extends [never]
  ? unknown
  : { readonly notDeclared: MisfitsOf<Refused, Entries> };
