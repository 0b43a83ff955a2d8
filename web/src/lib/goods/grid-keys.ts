/**
 * Moves through cells as a spreadsheet does: up and down, Enter for the next row, left and right where the caret stands at an end.
 * Cells say where they stand by `data-row` and `data-col`.
 */
export function moveByKey(event: KeyboardEvent, grid: HTMLElement): void {
  const cell = event.target;
  if (
    !(cell instanceof HTMLInputElement) ||
    cell.dataset['col'] === undefined ||
    event.altKey ||
    event.ctrlKey
  )
    return;
  const [row, col] = [Number(cell.dataset['row']), Number(cell.dataset['col'])];
  const isText = cell.type === 'text';
  const isAll = isText && cell.selectionStart === 0 && cell.selectionEnd === cell.value.length;
  const isAtStart = !isText || isAll || (cell.selectionStart === 0 && cell.selectionEnd === 0);
  const isAtEnd = !isText || isAll || cell.selectionStart === cell.value.length;
  const steps: Readonly<Record<string, readonly [number, number] | undefined>> = {
    ArrowUp: [-1, 0],
    ArrowDown: [1, 0],
    Enter: event.shiftKey ? [-1, 0] : [1, 0],
    ArrowLeft: isAtStart ? [0, -1] : undefined,
    ArrowRight: isAtEnd ? [0, 1] : undefined,
  };
  const step = steps[event.key];
  if (step === undefined) return;
  // Enter sends no form from within a grid, not even from its last row.
  event.preventDefault();
  focusCell(grid, row + step[0], col + step[1]);
}

function focusCell(grid: HTMLElement, row: number, col: number): void {
  const cell = grid.querySelector<HTMLInputElement>(`input[data-row="${row}"][data-col="${col}"]`);
  if (cell === null || cell.offsetParent === null) return;
  cell.focus();
  if (cell.type === 'text') cell.select();
}

/** A block of cells as Excel and its like put it on the clipboard; undefined where it is one cell alone. */
export function readBlock(text: string): string[][] | undefined {
  const rows = text.replace(/\r\n?/g, '\n').replace(/\n$/, '').split('\n');
  const block = rows.map((row) => row.split('\t').map((cell) => cell.trim()));
  return block.length === 1 && block[0]!.length === 1 ? undefined : block;
}
