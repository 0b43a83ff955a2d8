import yauzl, { type Entry, type ZipFile } from 'yauzl';

export type Unzipped = { readonly name: string; readonly bytes: Buffer };

/** The files of a small zip. Throws for what is none, and for one that would be larger than it may. */
export async function unzip(zip: Buffer, maxBytes: number): Promise<Unzipped[]> {
  const opened = await open(zip);
  return new Promise((resolve, reject) => {
    const files: Unzipped[] = [];
    let left = maxBytes;
    opened.on('error', reject);
    opened.on('end', () => resolve(files));
    opened.on('entry', (entry: Entry) => {
      left -= entry.uncompressedSize;
      if (left < 0) return reject(new Error('a zip is larger than it may be'));
      read(opened, entry).then((bytes) => {
        files.push({ name: entry.fileName, bytes });
        opened.readEntry();
      }, reject);
    });
    opened.readEntry();
  });
}

const open = (zip: Buffer): Promise<ZipFile> =>
  new Promise((resolve, reject) =>
    yauzl.fromBuffer(zip, { lazyEntries: true, validateEntrySizes: true }, (error, opened) =>
      error ? reject(error) : resolve(opened),
    ),
  );

async function read(zip: ZipFile, entry: Entry): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of await openEntry(zip, entry)) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

const openEntry = (zip: ZipFile, entry: Entry): Promise<NodeJS.ReadableStream> =>
  new Promise((resolve, reject) =>
    zip.openReadStream(entry, (error, stream) => (error ? reject(error) : resolve(stream))),
  );
