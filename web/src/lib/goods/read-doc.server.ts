import { cleanLine, cleanLines } from '#server/kernel/clean-text.ts';
import type { BackOffice } from '#server/shop.ts';
import { readVolume, readYuan, TEXT_FIELDS, type EditorDoc, type EditorSku } from './editor-doc.ts';

type Patch = Parameters<BackOffice['catalog']['change']>[2];
type SkuInput = NonNullable<Patch['skus']>[number];

/** Which cells are no amounts or numbers, by their paths. */
export type UnreadCells = readonly { readonly path: string; readonly code: 'malformed' | 'missing' }[];

const OF_LINES: ReadonlySet<string> = new Set(['description', 'materials', 'usage', 'warranty']);
/** Longer than any field may be once it is clean; what is longer than that is refused in words. */
const LONGEST_READ = 100_000;
const MOST_ROWS = 1_000;
const UNKNOWN_TEMPLATE = '00000000-0000-0000-0000-000000000000';

/** What stands in the fields of the editor's form, clean. */
export function readDoc(form: FormData): EditorDoc {
  const all = (name: string): string[] =>
    form
      .getAll(name)
      .slice(0, MOST_ROWS)
      .map((value) => (typeof value === 'string' ? value.slice(0, LONGEST_READ) : ''));
  const lines = (name: string): string[] => all(name).map(cleanLine);
  const rows = <Row>(first: string, make: (at: number, first: string) => Row): Row[] =>
    lines(first).map((value, at) => make(at, value));
  const [attributeValues, answers] = [lines('attributeValue'), all('answer').map(cleanLines)];
  const [alts, altsEn, urls] = [lines('imageAlt'), lines('imageAltEn'), all('imageUrl')];
  const [ids, hues] = [all('imageId'), all('imageHue')];
  const values = all('optionValues');
  return {
    texts: Object.fromEntries(
      TEXT_FIELDS.map((field) => [
        field,
        (OF_LINES.has(field) ? cleanLines : cleanLine)(all(field)[0] ?? ''),
      ]),
    ) as EditorDoc['texts'],
    categories: [...new Set(lines('category').filter((id) => id !== ''))],
    attributes: rows('attributeName', (at, name) => ({ name, value: attributeValues[at] ?? '' })).filter(
      ({ name, value }) => name !== '' || value !== '',
    ),
    faqs: rows('question', (at, question) => ({ question, answer: answers[at] ?? '' })).filter(
      ({ question, answer }) => question !== '' || answer !== '',
    ),
    highlights: cleanLines(all('highlights')[0] ?? ''),
    limit: { pieces: lines('limitPieces')[0] ?? '', days: lines('limitDays')[0] ?? '' },
    freight: lines('freight')[0] ?? '',
    images: rows('imageKey', (at, key) => ({
      ...{ id: ids[at] ?? '', key, url: urls[at] ?? '', alt: alts[at] ?? '', altEn: altsEn[at] ?? '' },
      hue: /^\d{1,3}$/.test(hues[at] ?? '') ? Number(hues[at]) : null,
    })),
    options: rows('optionName', (at, name) => ({ name, values: splitValues(values[at] ?? '') })).filter(
      ({ name, values: list }) => name !== '' || list.length > 0,
    ),
    skus: readSkus(form, lines, all),
  };
}

/** `墨绿，米白` or `M, L`: one value after the other. */
function splitValues(text: string): string[] {
  return text
    .split(/[,，、\n]/)
    .map(cleanLine)
    .filter((value) => value !== '');
}

function readSkus(
  form: FormData,
  lines: (name: string) => string[],
  all: (name: string) => string[],
): EditorSku[] {
  const column = Object.fromEntries(
    ['skuId', 'skuCode', 'skuPrice', 'skuOriginal', 'skuWeight', 'skuVolume', 'skuLow', 'skuImage'].map(
      (name) => [name, lines(name)],
    ),
  );
  const onSale = new Set(form.getAll('skuOnSale'));
  const cell = (name: string, at: number): string => column[name]![at] ?? '';
  return all('skuValues').map((values, at) => ({
    id: cell('skuId', at),
    values: readValues(values),
    code: cell('skuCode', at).toUpperCase(),
    ...{ price: cell('skuPrice', at), original: cell('skuOriginal', at) },
    volume: cell('skuVolume', at),
    ...{ weight: cell('skuWeight', at), low: cell('skuLow', at), image: cell('skuImage', at) },
    onSale: onSale.has(String(at)),
    available: null,
  }));
}

/** The id of a freight template, or null for the default; whatever else comes is one that there is not. */
export function readTemplate(typed: string): string | null {
  if (typed === '') return null;
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(typed) ? typed : UNKNOWN_TEMPLATE;
}

/** A page of ours has written them; whatever else comes is none. */
function readValues(json: string): string[] {
  try {
    const values: unknown = JSON.parse(json);
    return Array.isArray(values) ? values.filter((value) => typeof value === 'string').map(cleanLine) : [];
  } catch {
    return [];
  }
}

/** What is to be changed of a product, or which cells cannot be read. */
export function patchOf(doc: EditorDoc): { readonly patch: Patch } | { readonly unread: UnreadCells } {
  const unread: { path: string; code: 'malformed' | 'missing' }[] = [];
  const amount = (typed: string, path: string): number => {
    const fen = readYuan(typed);
    if (fen === undefined) unread.push({ path, code: typed === '' ? 'missing' : 'malformed' });
    return fen ?? 0;
  };
  const count = (typed: string, path: string): number => {
    if (typed === '') return 0;
    const plain = typed.replaceAll(/[\s,，]/g, '');
    if (!/^\d{1,9}$/.test(plain)) unread.push({ path, code: 'malformed' });
    return Number(plain);
  };
  const volume = (typed: string, path: string): number => {
    const cm3 = typed === '' ? 0 : readVolume(typed);
    if (cm3 === undefined) unread.push({ path, code: 'malformed' });
    return cm3 ?? 0;
  };
  const positive = (typed: string, path: string): number => {
    const isNumber = /^[1-9]\d{0,6}$/.test(typed);
    if (!isNumber) unread.push({ path, code: typed === '' ? 'missing' : 'malformed' });
    return isNumber ? Number(typed) : 0;
  };
  const places = new Map(doc.images.map(({ id }, at) => [id, at]));
  const skus = doc.skus.map((sku, at): SkuInput => {
    const path = `skus.${at}`;
    return {
      ...{ id: sku.id === '' ? undefined : (sku.id as SkuInput['id']), code: sku.code, values: sku.values },
      price: amount(sku.price, `${path}.price`),
      originalPrice: sku.original === '' ? null : amount(sku.original, `${path}.originalPrice`),
      image: places.get(sku.image) ?? null,
      ...{
        weightGrams: count(sku.weight, `${path}.weightGrams`),
        volumeCm3: volume(sku.volume, `${path}.volumeCm3`),
        lowStockAt: count(sku.low, `${path}.lowStockAt`),
      },
      onSale: sku.onSale,
    };
  });
  const { pieces, days } = doc.limit;
  const purchaseLimit =
    pieces === '' && days === ''
      ? null
      : {
          pieces: positive(pieces, 'purchaseLimit.pieces'),
          days: days === '' ? null : positive(days, 'purchaseLimit.days'),
        };
  if (unread.length > 0) return { unread };
  const { manualUrl, ...texts } = doc.texts;
  return {
    patch: {
      ...{
        ...texts,
        manualUrl: manualUrl === '' ? null : manualUrl,
        categoryIds: doc.categories,
        freightTemplateId: readTemplate(doc.freight),
        purchaseLimit,
      },
      ...{ attributes: doc.attributes, faqs: doc.faqs, options: doc.options, skus },
      highlights: doc.highlights.split('\n').flatMap((line) => cleanLine(line) || []),
      images: doc.images.map(({ key, hue, alt, altEn }) => ({
        key,
        alt,
        altEn,
        ...(hue !== null && { hue }),
      })),
    },
  };
}
