import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { copyFile, open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

const NAME = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What was handed in and what was made, in a folder of the shop's own that no address leads to. */
export type TaskFiles = {
  /** Keeps what is read under a name of its own. What fails leaves nothing behind. */
  write(content: Readable): Promise<{ readonly file: string; readonly bytes: number }>;
  /** The same content under another name. */
  copy(file: string): Promise<string>;
  /** Rejects where there is none. */
  read(file: string): Promise<Readable>;
  path(file: string): string;
  /** No harm where it is gone already. */
  remove(file: string): Promise<void>;
  /** Those that were written before. */
  listBefore(at: Date): Promise<readonly string[]>;
};

export function openTaskFiles(folder: string): TaskFiles {
  const path = (file: string): string => {
    if (!NAME.test(file)) throw new Error('not the name of a task’s file');
    return join(folder, file);
  };
  return {
    path,
    async write(content) {
      const file = randomUUID();
      let bytes = 0;
      const count = new Transform({
        transform(chunk: Buffer, _encoding, done) {
          bytes += chunk.length;
          done(null, chunk);
        },
      });
      try {
        await pipeline(content, count, createWriteStream(path(file), { mode: 0o600, flags: 'wx' }));
      } catch (error) {
        await rm(path(file), { force: true });
        throw error;
      }
      return { file, bytes };
    },
    async copy(file) {
      const name = randomUUID();
      await copyFile(path(file), path(name));
      return name;
    },
    async read(file) {
      // Opened first: a file that is missing is told before the answer has begun.
      const handle = await open(path(file), 'r');
      return createReadStream('', { fd: handle });
    },
    remove: (file) => rm(path(file), { force: true }),
    async listBefore(at) {
      const names = (await readdir(folder)).filter((name) => NAME.test(name));
      const times = await Promise.all(names.map((name) => stat(path(name))));
      return names.filter((_, index) => times[index]!.mtime < at);
    },
  };
}
