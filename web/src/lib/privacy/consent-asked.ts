/** Changed texts that a customer is asked to agree to, with the words that ask. */
export type ConsentAsked = {
  readonly version: string;
  /** Where to go on after agreeing. */
  readonly next: string;
  readonly title: string;
  readonly text: string;
  readonly terms: string;
  readonly privacy: string;
  readonly agree: string;
};
