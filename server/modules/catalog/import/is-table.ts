import { open } from 'node:fs/promises';
import { extname } from 'node:path';

/** Whether a file of goods is a table: by its name, or where that has no ending, as that of an upload, by how it begins. */
export async function isTable(file: string): Promise<boolean> {
  const ending = extname(file).toLowerCase();
  if (ending !== '') return ['.csv', '.xlsx'].includes(ending);
  const handle = await open(file, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(64), 0, 64, 0);
    return !/^\ufeff?\s*\{/.test(buffer.subarray(0, bytesRead).toString('utf8'));
  } finally {
    await handle.close();
  }
}
