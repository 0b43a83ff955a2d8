import type { SkuId } from '#server/kernel/ids.ts';
import { readNumber } from '../form/read-form.server.ts';

const MOST_PIECES = 999;

/** The SKU and how many of it a form asks for, or undefined where it names none. Quantities are cut to what may be. */
export function readBuyForm(form: FormData): { skuId: SkuId; quantity: number } | undefined {
  const skuId = form.get('sku');
  if (typeof skuId !== 'string' || !/^[1-9]\d{0,18}$/.test(skuId)) return undefined;
  const quantity = Math.trunc(form.has('quantity') ? Number(readNumber(form, 'quantity')) : 1);
  if (!Number.isFinite(quantity)) return undefined;
  return { skuId: skuId as SkuId, quantity: Math.min(Math.max(0, quantity), MOST_PIECES) };
}
