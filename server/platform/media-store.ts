import { randomUUID } from 'node:crypto';
import { access, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Where public files (pictures) lie. Names are made from the content, so what is stored under a name never changes and
 * may be kept by browsers and proxies for ever.
 */
export interface MediaStore {
  /** Whether something is stored under this name. */
  has(name: string): Promise<boolean>;
  /** Stores a file. Storing the same name again does nothing harmful: the content is the same. */
  put(name: string, bytes: Uint8Array): Promise<void>;
  /** Removes a file that nothing names any more. Does nothing where there is none. */
  remove(name: string): Promise<void>;
  /** Where a browser finds it. */
  url(name: string): string;
}

/** Lower-case letters, digits and dashes, one dot: no name can leave the folder, on any file system. */
const NAME = /^[a-z0-9][a-z0-9-]{2,99}\.[a-z0-9]{1,10}$/;

/**
 * Keeps media in a folder, which the http layer serves under `/media/`. A file appears under its name only when it is
 * complete: it is written beside and renamed.
 */
export function openFolderStore(folder: string, urlPrefix = '/media/'): MediaStore {
  async function has(name: string): Promise<boolean> {
    try {
      await access(join(folder, checked(name)));
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
      throw error;
    }
  }

  async function put(name: string, bytes: Uint8Array): Promise<void> {
    const target = join(folder, checked(name));
    const partial = join(folder, `.${randomUUID()}.partial`);
    await mkdir(folder, { recursive: true });
    try {
      await writeFile(partial, bytes, { flag: 'wx', flush: true });
      await rename(partial, target);
    } catch (error) {
      await rm(partial, { force: true });
      throw error;
    }
  }

  const remove = (name: string): Promise<void> => rm(join(folder, checked(name)), { force: true });

  return { has, put, remove, url: (name) => `${urlPrefix}${checked(name)}` };
}

function checked(name: string): string {
  if (!NAME.test(name)) throw new RangeError(`not a name for the media store: ${name.slice(0, 80)}`);
  return name;
}
