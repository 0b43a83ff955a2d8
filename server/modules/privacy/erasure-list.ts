import { open, readFile } from 'node:fs/promises';
import { isCustomerId, type CustomerId } from '../../kernel/ids.ts';

/**
 * Who was erased, as a file beside the database: a line a customer, `id time`. It holds nothing but random ids. A database
 * that is put back from a backup has forgotten the latest erasures; this list has not.
 */
export type ErasureList = {
  read(): Promise<ReadonlySet<CustomerId>>;
  /** Written through to the disk before it answers. */
  append(entries: readonly { customerId: CustomerId; at: Date }[]): Promise<void>;
};

export function openErasureList(file: string): ErasureList {
  return {
    async read() {
      let text: string;
      try {
        text = await readFile(file, 'utf8');
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return new Set();
        throw error;
      }
      // A line that was cut off by a crash names nobody; the table still knows whom it meant.
      const ids = text.split('\n').map((line) => line.split(' ')[0]!);
      return new Set(ids.filter(isCustomerId));
    },
    async append(entries) {
      if (entries.length === 0) return;
      const handle = await open(file, 'a', 0o600);
      try {
        // Begins with a line break, so that a line cut off before does not swallow it.
        await handle.write(
          `\n${entries.map(({ customerId, at }) => `${customerId} ${at.toISOString()}`).join('\n')}\n`,
        );
        await handle.sync();
      } finally {
        await handle.close();
      }
    },
  };
}
