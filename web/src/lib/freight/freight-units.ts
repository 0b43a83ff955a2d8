import { m } from '#lib/words/m.ts';
import type { FreightBasis } from '#server/modules/pricing/freight.ts';

/** How many of what a template counts (pieces, g, cm³) make one of what people write: a piece, 1 kg, 1 m³. */
const DECIMALS: Readonly<Record<FreightBasis, number>> = { piece: 0, weight: 3, volume: 6 };

/** `1500` g as `1.5`, which is how it stands in a field of kg. */
export function typedUnits(basis: FreightBasis, units: number): string {
  const decimals = DECIMALS[basis];
  return (units / 10 ** decimals).toFixed(decimals).replace(/\.?0+$/, (zeros) => (decimals > 0 ? '' : zeros));
}

/** Of what was typed in pieces, kg or m³; undefined where it is no such number. */
export function readUnits(basis: FreightBasis, typed: string): number | undefined {
  const decimals = DECIMALS[basis];
  const plain = typed.normalize('NFKC').replaceAll(/[\s,件]|kg|千克|公斤|m3|立方米/gi, '');
  const [, whole, part = ''] = /^(\d{1,9})(?:\.(\d+))?$/.exec(plain) ?? [];
  if (whole === undefined || part.length > decimals) return undefined;
  return Number(whole) * 10 ** decimals + Number(part.padEnd(decimals, '0') || 0);
}

/** `1.5 kg` */
export function sayUnits(basis: FreightBasis, units: number): string {
  const typed = typedUnits(basis, units);
  switch (basis) {
    case 'piece':
      return m.template_pieces({ count: units });
    case 'weight':
      return m.template_kg({ amount: typed });
    case 'volume':
      return m.template_m3({ amount: typed });
  }
}
