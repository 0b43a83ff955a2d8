/**
 * A spreadsheet runs what begins so: a cell of a shop's own goods that somebody named `=HYPERLINK(…)` would send the whole sheet
 * elsewhere. Wide forms are taken for the plain ones in the languages that have them.
 */
const RUNS = /^'*[=+\-@\t\r\n|＝＋－＠]/u;

/** The same with a stroke before it, which makes a text of it. What has strokes already gets one more, so that it comes back. */
export function plainToHarmless(cell: string): string {
  return RUNS.test(cell) ? `'${cell}` : cell;
}

/** A cell as it was before `plainToHarmless`. A text that merely begins with a stroke keeps it. */
export function harmlessToPlain(cell: string): string {
  return cell.startsWith("'") && RUNS.test(cell) ? cell.slice(1) : cell;
}
