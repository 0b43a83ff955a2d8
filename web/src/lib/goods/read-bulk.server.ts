import { m } from '#lib/words/m.ts';
import type { BackOffice } from '#server/shop.ts';
import { readYuan } from './editor-doc.ts';
import { readTemplate } from './read-doc.server.ts';

export type ManyAsked = Parameters<BackOffice['catalog']['previewMany']>[0];

/**
 * What an address asks to be done to many: prices set (yuan), changed by an amount (yuan, may be less than nothing) or by a part
 * (percent), all put on sale or taken off, or given a freight template. Undefined where nothing is asked yet.
 */
export function readUrlChange(
  asked: URLSearchParams,
): { readonly change: ManyAsked['change'] } | { readonly error: string } | undefined {
  const kind = asked.get('kind');
  if (kind === 'sale') return { change: { kind, onSale: asked.get('sale') === 'on' } };
  if (kind === 'freight') return { change: { kind, templateId: readTemplate(asked.get('template') ?? '') } };
  if (kind !== 'price') return undefined;
  const how = asked.get('how');
  const typed = (asked.get('value') ?? '').trim().replace(/^[-−–]/, '-');
  if (how === 'part') {
    const [, sign, whole, part = ''] = /^([-+]?)(\d{1,3})(?:\.(\d{1,2}))?\s*[%％]?$/.exec(typed) ?? [];
    if (whole === undefined) return { error: m.goods_bulk_part_wrong() };
    const points = Number(whole) * 100 + Number(part.padEnd(2, '0'));
    return { change: { kind, how, value: sign === '-' ? -points : points } };
  }
  const fen = readYuan(typed.replace(/^[-+]/, ''));
  if ((how !== 'set' && how !== 'amount') || fen === undefined) return { error: m.goods_bulk_amount_wrong() };
  return { change: { kind, how, value: how === 'amount' && typed.startsWith('-') ? -fen : fen } };
}
