/** A text of several lines as its lines, without empty ones and without numbers that the list draws itself. */
export function linesOf(text: string): string[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.replace(/^\s*(?:\d{1,2}[.、)）]\s*|[•·-]\s+)/, '').trim())
    .filter((line) => line !== '');
}
