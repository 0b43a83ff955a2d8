import { draftAddress, NO_ADDRESS, readAddress } from '#lib/address/read-address.server.ts';
import { readLine, readLines, readNumber, readPhone, readText } from '#lib/form/read-form.server.ts';
import { m } from '#lib/words/m.ts';
import type { Language } from '#server/kernel/language.ts';
import type { SkuId } from '#server/kernel/ids.ts';
import type { QuoteLine } from '#server/modules/ordering/index.ts';
import type { Shop } from '#server/shop.ts';
import type { Draft, DraftErrors, FoundSku } from './draft.ts';

const MOST_LINES = 50;
const MOST_PIECES = 999;
const MOST_FOUND = 6;
const SKU_ID = /^[1-9]\d{0,17}$/;

type Line = { readonly skuId: SkuId; readonly quantity: number };

export function emptyDraft(shop: Shop): Draft {
  const address = draftAddress(shop.addresses, NO_ADDRESS);
  return { phone: '', q: '', note: '', address, lines: [], amounts: null, found: undefined };
}

/** What a form holds, with what it comes to at the prices of now. `take`: one piece more of that SKU. */
export async function readDraft(form: FormData, shop: Shop, language: Language): Promise<Draft> {
  const q = readLine(form, 'q');
  const [found, quoted] = await Promise.all([
    q === '' ? undefined : find(shop, q, language),
    quote(shop, readWanted(form), language),
  ]);
  return {
    ...{ phone: readPhone(form, 'phone'), q, note: readLines(form, 'note'), found, ...quoted },
    address: readCalled(form, shop),
  };
}

/** The phone of the parcel stands in a field of its own beside that of the customer. */
function readCalled(form: FormData, shop: Shop): Draft['address'] {
  const { values, levels } = readAddress(form, shop.addresses);
  return { levels, values: { ...values, phone: readPhone(form, 'called') } };
}

function readWanted(form: FormData): Line[] {
  const wanted = new Map<SkuId, number>();
  for (const value of form.getAll('sku').slice(0, MOST_LINES)) {
    if (typeof value !== 'string' || !SKU_ID.test(value)) continue;
    const quantity = Number(readNumber(form, `quantity-${value}`));
    if (Number.isInteger(quantity) && quantity > 0)
      wanted.set(value as SkuId, Math.min(quantity, MOST_PIECES));
  }
  const taken = readText(form, 'take', 18);
  if (SKU_ID.test(taken))
    wanted.set(taken as SkuId, Math.min((wanted.get(taken as SkuId) ?? 0) + 1, MOST_PIECES));
  return [...wanted].map(([skuId, quantity]) => ({ skuId, quantity }));
}

async function quote(
  shop: Shop,
  lines: readonly Line[],
  language: Language,
): Promise<Pick<Draft, 'lines' | 'amounts'>> {
  if (lines.length === 0) return { lines: [], amounts: null };
  const quoted = await shop.ordering.quote(null, { lines }, language);
  // Goods that are gone since: the others are asked for without them.
  if (!quoted.ok) {
    const gone = quoted.error.code === 'sku_not_found' ? new Set(quoted.error.skuIds) : undefined;
    const left = lines.filter(({ skuId }) => gone?.has(skuId) === false);
    return left.length < lines.length ? quote(shop, left, language) : { lines: [], amounts: null };
  }
  return { lines: quoted.value.lines.map(viewLine), amounts: quoted.value };
}

function viewLine({ skuId, name, options, price, available, quantity, amount }: QuoteLine) {
  return { skuId, name, options: Object.values(options).join(' · '), price, available, quantity, amount };
}

async function find(shop: Shop, q: string, language: Language): Promise<FoundSku[]> {
  const { items } = await shop.catalog.products({ q, limit: MOST_FOUND }, language);
  const products = await Promise.all(items.map(({ slug }) => shop.catalog.product(slug, language)));
  return products.flatMap((product) =>
    (product?.skus ?? []).map(({ id, options, price, available }) => ({
      ...{ skuId: id, name: product!.name, options: Object.values(options).join(' · '), price, available },
    })),
  );
}

/** What is missing before the shop is asked, so that all of it is said at once. */
export function missingIn({ phone, lines, address: { values } }: Draft): DraftErrors | undefined {
  const errors: DraftErrors = {
    phone: phone === '' ? m.behalf_phone_missing() : undefined,
    lines: lines.length === 0 ? m.behalf_lines_missing() : undefined,
    recipient: values.recipient === '' ? m.address_recipient_missing() : undefined,
    regionCode: values.regionCode === '' ? m.address_region_missing() : undefined,
    street: values.street === '' ? m.address_street_missing() : undefined,
  };
  return Object.values(errors).some((error) => error !== undefined) ? errors : undefined;
}
