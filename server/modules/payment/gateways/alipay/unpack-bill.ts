import yauzl, { type Entry, type ZipFile } from 'yauzl';
import { WrongBill } from '../wrong-bill.ts';

const MOST_BYTES = 512 * 1024 * 1024;
const MOST_FILES = 10;

/** The files of a bill, in the order that they come in. Their names are GBK without saying so and are not looked at. Throws WrongBill. */
export async function unpackBill(archive: Buffer): Promise<Buffer[]> {
  try {
    return await unpack(archive);
  } catch (error) {
    if (error instanceof WrongBill) throw error;
    throw new WrongBill('a bill of Alipay is no archive', { cause: error });
  }
}

async function unpack(archive: Buffer): Promise<Buffer[]> {
  const zip = await open(archive);
  const entries = await list(zip);
  const files: Buffer[] = [];
  for (const entry of entries) files.push(await read(zip, entry));
  return files;
}

function open(archive: Buffer): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    // Sizes are held to what the list says of them: what is larger than it claims ends the reading.
    const options = { lazyEntries: true, decodeStrings: false, validateEntrySizes: true } as const;
    yauzl.fromBuffer(archive, options, (error, zip) => (error ? reject(error) : resolve(zip)));
  });
}

function list(zip: ZipFile): Promise<Entry[]> {
  return new Promise((resolve, reject) => {
    const entries: Entry[] = [];
    let bytes = 0;
    zip.on('error', reject);
    zip.on('end', () => resolve(entries));
    zip.on('entry', (entry: Entry) => {
      bytes += entry.uncompressedSize;
      if (bytes > MOST_BYTES || entries.length === MOST_FILES)
        return reject(new WrongBill('a bill of Alipay is larger than any can be'));
      entries.push(entry);
      zip.readEntry();
    });
    zip.readEntry();
  });
}

async function read(zip: ZipFile, entry: Entry): Promise<Buffer> {
  const pieces: Buffer[] = [];
  const stream = await new Promise<AsyncIterable<Buffer>>((resolve, reject) =>
    zip.openReadStream(entry, (error, opened) => (error ? reject(error) : resolve(opened))),
  );
  for await (const piece of stream) pieces.push(piece);
  return Buffer.concat(pieces);
}
