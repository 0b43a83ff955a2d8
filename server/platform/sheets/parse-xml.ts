import { SaxesParser } from 'saxes';

/** So much may come without a mark of XML: what lies in one text, or one tag, is in memory as a whole. */
const LONGEST_RUN = 2 * 1024 * 1024;
/** Tags within tags: a workbook has about a dozen, and each that is open is in memory. */
const DEEPEST = 64;

export class BrokenXml extends Error {}

export type XmlEvents = {
  /** `name` without its prefix. */
  open(name: string, attributes: Readonly<Record<string, string>>): void;
  close(name: string): void;
  text?(text: string): void;
};

/**
 * Reads XML as it comes, and yields after each piece, so that whoever listens can hand on what it has gathered. No entity is
 * known but the five of XML: a document with a DOCTYPE is refused, and what it would have fetched or multiplied is not looked at.
 */
export async function* parseXml(chunks: AsyncIterable<Buffer>, events: XmlEvents): AsyncGenerator<void> {
  const parser = new SaxesParser<{ position: false; xmlns: false }>({ position: false, xmlns: false });
  let depth = 0;
  parser.on('opentag', ({ name, attributes }) => {
    depth += 1;
    if (depth > DEEPEST) throw new BrokenXml('tags too deep in one another');
    events.open(localName(name), attributes);
  });
  parser.on('closetag', ({ name }) => {
    depth -= 1;
    events.close(localName(name));
  });
  parser.on('text', (text) => events.text?.(text));
  parser.on('cdata', (text) => events.text?.(text));
  parser.on('doctype', () => {
    throw new BrokenXml('a DOCTYPE');
  });
  parser.on('error', (error) => {
    throw new BrokenXml(error.message);
  });
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const runs = { '<': 0, '>': 0 };
  for await (const chunk of chunks) {
    const text = decode(decoder, chunk);
    for (const mark of ['<', '>'] as const) {
      const last = text.lastIndexOf(mark);
      runs[mark] = last === -1 ? runs[mark] + text.length : text.length - last;
      if (runs[mark] > LONGEST_RUN) throw new BrokenXml('a text or a tag that does not end');
    }
    parser.write(text);
    yield;
  }
  parser.close();
  yield;
}

function decode(decoder: InstanceType<typeof TextDecoder>, chunk: Buffer): string {
  try {
    return decoder.decode(chunk, { stream: true });
  } catch (error) {
    throw new BrokenXml('not UTF-8', { cause: error });
  }
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}
