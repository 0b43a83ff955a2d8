/** Text as bytes of GBK, which the platform only decodes: the table is made from that, once. */
export function encodeGbk(text: string): Buffer {
  const table = (codes ??= readCodes());
  return Buffer.concat(
    Array.from(text, (character) => {
      const code = character < '\u0080' ? character.codePointAt(0)! : (table.get(character) ?? 0x3f);
      return Buffer.from(code > 0xff ? [code >> 8, code & 0xff] : [code]);
    }),
  );
}

let codes: Map<string, number> | undefined;

function readCodes(): Map<string, number> {
  const decoder = new TextDecoder('gbk');
  const table = new Map<string, number>();
  for (let lead = 0x81; lead <= 0xfe; lead += 1)
    for (let trail = 0x40; trail <= 0xfe; trail += 1) {
      const character = decoder.decode(Uint8Array.of(lead, trail));
      if ([...character].length === 1 && character !== '\uFFFD' && !table.has(character))
        table.set(character, lead * 256 + trail);
    }
  return table;
}
