import { createReadStream, createWriteStream } from 'node:fs';
import { open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { openStream, sealStream, type Binding, type DataKey } from '../../platform/sealing/index.ts';

/** The files of exports, each sealed by its customer's key: with the key destroyed, none of them can be read. */
export type ExportFiles = {
  write(fileName: string, dataKey: DataKey, plain: AsyncIterable<Uint8Array>): Promise<void>;
  /** Rejects where there is no such file; the stream breaks off where it was changed. */
  read(fileName: string, dataKey: DataKey): Promise<Readable>;
  /** No harm where it is gone already. */
  remove(fileName: string): Promise<void>;
  list(): Promise<readonly string[]>;
};

export function openExportFiles(folder: string): ExportFiles {
  const pathOf = (fileName: string): string => {
    if (!/^[0-9a-f]{32}$/.test(fileName)) throw new Error('not the name of an export');
    return join(folder, fileName);
  };
  return {
    async write(fileName, dataKey, plain) {
      const sealed = Readable.from(sealStream(dataKey, bindingOf(fileName), plain));
      await pipeline(sealed, createWriteStream(pathOf(fileName), { mode: 0o600 }));
    },
    async read(fileName, dataKey) {
      // Opened first: a file that is missing is told before the answer has begun.
      const handle = await open(pathOf(fileName), 'r');
      const sealed = createReadStream('', { fd: handle });
      return Readable.from(openStream(dataKey, bindingOf(fileName), sealed), { objectMode: false });
    },
    remove: (fileName) => rm(pathOf(fileName), { force: true }),
    list: () => readdir(folder),
  };
}

function bindingOf(fileName: string): Binding {
  return { table: 'personal_data_exports', column: 'file_name', row: fileName };
}
