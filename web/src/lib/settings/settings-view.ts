/** A section as its page needs to know it, beside what stands in it. */
export type SectionView = {
  /** That was looked at: of two who save at once the second is told so. */
  readonly version: number;
  readonly savedAt: Date | null;
  readonly mayChange: boolean;
  /** It was saved just now. */
  readonly hasSaved: boolean;
};

/** What kept a section from being saved, in words. */
export type SectionRefusal = {
  /** By the field. */
  readonly errors: Readonly<Record<string, string>>;
  /** Where somebody else has saved meanwhile: what of it is another than what was typed. */
  readonly changed?: string;
};
