import { inShanghai } from '../../../../kernel/shop-day.ts';

/** What UnionPay and a merchant tell each other: names and texts. */
export type Fields = Readonly<Record<string, string>>;

/** What is signed: every field with a value but the signature itself, by the order of their names, as it is and not as it is sent. */
export function textToSign(fields: Fields): string {
  return Object.keys(fields)
    .filter((name) => name !== 'signature' && fields[name] !== '')
    .toSorted()
    .map((name) => `${name}=${fields[name]}`)
    .join('&');
}

/** A form as it is posted. Undefined where it is not UTF-8, or names a field twice: which of the two was signed nobody can say. */
export function readForm(body: Buffer): Fields | undefined {
  try {
    return distinct(new URLSearchParams(new TextDecoder('utf-8', { fatal: true }).decode(body)));
  } catch {
    // Bytes that are no text are no form of UnionPay's.
    return undefined;
  }
}

/**
 * An answer: `k=v&k=v` as it is, nothing of it encoded; a value may have `=` in it, and groups in braces that have `&`. Undefined
 * where it is no such text, as what is answered where the most necessary fields were missing.
 */
export function readAnswer(text: string): Fields | undefined {
  const parts = partsOf(text);
  return parts && distinct(parts);
}

function partsOf(text: string): [string, string][] | undefined {
  const parts: [string, string][] = [];
  let [depth, from] = [0, 0];
  for (let at = 0; at <= text.length; at += 1) {
    const character = text[at];
    if (character === '{') depth += 1;
    if (character === '}') depth -= 1;
    if (depth < 0 || (character === undefined && depth > 0)) return undefined;
    if (character !== undefined && (character !== '&' || depth > 0)) continue;
    const middle = text.indexOf('=', from);
    if (middle <= from || middle >= at) return undefined;
    parts.push([text.slice(from, middle), text.slice(middle + 1, at)]);
    from = at + 1;
  }
  return parts;
}

function distinct(parts: Iterable<readonly [string, string]>): Fields | undefined {
  const all = [...parts];
  const fields = new Map(all);
  return fields.size === all.length ? Object.fromEntries(fields) : undefined;
}

/** `YYYYMMDDhhmmss` of Beijing. With the number it names a trade, so it is made of the same moment whenever that is spoken of. */
export function timeText(moment: Date): string {
  return inShanghai(moment).slice(0, 19).replace(/\D/g, '');
}

/** Fen, or undefined where it is not written in digits alone. */
export function fenOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,12}$/.test(text) ? Number(text) : undefined;
}

/** By ISO 4217; its numbers are what UnionPay says. */
export const currencyOf = (text: string | undefined): string => (text === '156' ? 'CNY' : (text ?? ''));
