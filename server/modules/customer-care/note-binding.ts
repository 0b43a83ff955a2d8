import type { Binding } from '../../platform/sealing/index.ts';

/** Where a note about a customer lies sealed. */
export function noteBinding(noteId: string): Binding {
  return { table: 'customer_notes', column: 'sealed', row: noteId };
}
