import { inflateRawSync } from 'node:zlib';

/** The files of a ZIP by name, read by its central directory (signature PK\x01\x02): enough for what the program writes. */
export function readZip(zip: Buffer): Map<string, string> {
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  const count = zip.readUInt16LE(end + 10);
  const files = new Map<string, string>();
  for (let at = zip.readUInt32LE(end + 16), seen = 0; seen < count; seen += 1) {
    const [nameLength, extra, comment] = [28, 30, 32].map((from) => zip.readUInt16LE(at + from));
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength!);
    const local = zip.readUInt32LE(at + 42);
    const from = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const packed = zip.subarray(from, from + zip.readUInt32LE(at + 20));
    files.set(name, (zip.readUInt16LE(at + 10) === 8 ? inflateRawSync(packed) : packed).toString());
    at += 46 + nameLength! + extra! + comment!;
  }
  return files;
}
