import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readCsvFields } from './read-csv-fields.ts';
import type { TextLine } from './read-lines.ts';

/** What is read of a text, a word for each record: `2:["a","b"]`, or `2:not_csv`. */
async function read(text: string): Promise<string[]> {
  async function* lines(): AsyncGenerator<TextLine> {
    for (const [index, line] of text.split('\n').entries())
      yield { line: index + 1, bytesRead: 0, text: line };
  }
  const told: string[] = [];
  for await (const record of readCsvFields(lines()))
    told.push(
      'fault' in record
        ? `${record.fault.line}:${record.fault.code}`
        : `${record.line}:${JSON.stringify(record.fields)}`,
    );
  return told;
}

const write = (field: string): string => `"${field.replaceAll('"', '""')}"`;

test('whatever fields hold, what is written by RFC 4180 is read as it was', async () => {
  const field = fc.string({
    unit: fc.constantFrom('a', '山', ' ', ',', '"', '\n', '\\', "'", ';', '\t', ''),
  });
  const records = fc.array(fc.array(field, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(records, fc.boolean(), async (rows, isSparing) => {
      // Only what needs quotes has them, as spreadsheets write it, or all; a row of one empty field is an empty line.
      const cell = (text: string): string => (isSparing && /^[^",\n]+$/.test(text) ? text : write(text));
      const text = rows.map((row) => row.map(cell).join(',')).join('\n');
      let line = 1;
      const expected = rows.flatMap((row) => {
        const at = line;
        line += row.join(',').split('\n').length;
        const isBlank = isSparing && row.length === 1 && /^[^",\n]+$/.test(row[0]!) && row[0]!.trim() === '';
        return isBlank ? [] : [`${at}:${JSON.stringify(row)}`];
      });
      expect(await read(text)).toEqual(expected);
    }),
    { numRuns: 500 },
  );
});

test.each([
  ['text after a quoted field', 'a,"b"x\nc,d'],
  ['a quote inside an unquoted field', 'a,b"b"x\nc,d'],
  ['a single quote', 'a,5" wide\nc,d'],
  ['a single quote inside a quoted field', 'a,"5" wide"\nc,d'],
  ['a blank before the quote', 'a, "b"\nc,d'],
  ['text after a field of two lines', 'a,"b\nb"x\nc,d'],
])('%s is told for its own line, and what follows is read', async (_what, text) => {
  const told = await read(text);
  expect(told).toEqual(['1:not_csv', `${text.split('\n').length}:["c","d"]`]);
});

test('quotes that are never closed are told for the line that opens them, and so are those of more than a megabyte', async () => {
  expect(await read('h,i\na,"b\nc,d\ne,f')).toEqual(['1:["h","i"]', '2:not_csv']);
  const long = `h,i\na,"${`${'x'.repeat(1_000)}\n`.repeat(1_100)}`;
  expect(await read(`${long}"\nc,d`)).toEqual(['1:["h","i"]', '2:not_csv']);
});

test('empty lines are passed over and counted', async () => {
  expect(await read('\n  \nh,i\n\n"a\n\nb",c\n\nd,\n')).toEqual([
    '3:["h","i"]',
    '5:["a\\n\\nb","c"]',
    '9:["d",""]',
  ]);
});
