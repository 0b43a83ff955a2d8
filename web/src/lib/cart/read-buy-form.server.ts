import type { SkuId } from '#server/kernel/ids.ts';
import { readNumber } from '../form/read-form.server.ts';
import { MAX_LINES } from './visitor-cart.server.ts';

const MOST_PIECES = 999;
/** As the API has it: shorter than the numbers that the database holds, so that an unknown one is just not there. */
const SKU_ID = /^[1-9]\d{0,17}$/;

/** The SKU and how many of it a form asks for, or undefined where it names none. Quantities are cut to what may be. */
export function readBuyForm(form: FormData): { skuId: SkuId; quantity: number } | undefined {
  const skuId = readSkuId(form.get('sku'));
  if (skuId === undefined) return undefined;
  const quantity = Math.trunc(form.has('quantity') ? Number(readNumber(form, 'quantity')) : 1);
  if (!Number.isFinite(quantity)) return undefined;
  return { skuId, quantity: Math.min(Math.max(0, quantity), MOST_PIECES) };
}

/** The SKUs that a form names, each once, and as many as a cart can hold at most. */
export function readSkuIds(form: FormData): SkuId[] {
  const named = new Set(form.getAll('sku').map(readSkuId));
  return [...named].filter((skuId) => skuId !== undefined).slice(0, MAX_LINES);
}

const readSkuId = (value: FormDataEntryValue | null): SkuId | undefined =>
  typeof value === 'string' && SKU_ID.test(value) ? (value as SkuId) : undefined;
