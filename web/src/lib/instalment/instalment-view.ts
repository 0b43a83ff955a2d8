/** A table as the server has written it: words and amounts, no numbers to work with. */
export type WrittenTable = {
  readonly caption: string;
  readonly head: readonly string[];
  readonly rows: readonly { readonly name: string; readonly cells: readonly WrittenCell[] }[];
};
/** `note`: in smaller letters below. */
type WrittenCell = { readonly text: string; readonly note?: string };

/**
 * One number of periods, in words: of 1, paying at once, it has no table. Said by the server, so that pages carry no words for what
 * they do not show.
 */
export type InstalmentView = {
  readonly gateway: string;
  readonly periods: number;
  /** In the form. */
  readonly value: string;
  readonly name: string;
  /** What each period but the first costs, in fen, and `/期` behind it. */
  readonly each: number;
  readonly unit: string;
  /** What it says where it costs the buyer nothing. */
  readonly free?: string;
  /** Below its name: fee and yearly rate. */
  readonly lines: string;
  /** Every period: those from the second on are the same. */
  readonly table?: WrittenTable;
  /** The yearly rate, and who has the last word. */
  readonly note?: string;
  /** In one line: how many, and what the first one costs; then all of them. */
  readonly short?: string;
  readonly sum?: string;
};

/** What stands around them. */
export type InstalmentWords = { readonly title: string; readonly choose: string };
export type InstalmentsView = { readonly offers: readonly InstalmentView[]; readonly words: InstalmentWords };

/** What the page of a product says of instalments. */
export type InstalmentLineView = {
  readonly from: string;
  readonly free?: string;
  /** One for each way to pay. */
  readonly tables: readonly WrittenTable[];
  readonly note: string;
};

/** `2.4%` of 240 basis points. */
export function formatRate(basisPoints: number): string {
  return `${Number((basisPoints / 100).toFixed(2))}%`;
}

/** How the form names a choice: with its gateway, so that it means nothing once another way to pay is chosen. */
export const choiceOf = (gateway: string, periods: number): string => `${gateway}:${periods}`;
