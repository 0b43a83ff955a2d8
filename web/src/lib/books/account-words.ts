import { m } from '#lib/words/m.ts';

type AccountWords = { readonly name: string; readonly hint: string };

const OWN: Readonly<Record<string, () => AccountWords>> = {
  sales: () => ({ name: m.books_sales(), hint: m.books_sales_hint() }),
  freight: () => ({ name: m.books_freight(), hint: m.books_freight_hint() }),
  discounts: () => ({ name: m.books_discounts(), hint: m.books_discounts_hint() }),
  refunds: () => ({ name: m.books_refunds(), hint: m.books_refunds_hint() }),
  owed: () => ({ name: m.books_owed(), hint: m.books_owed_hint() }),
};

/** What an account is called and holds. `gateways`: what those are called, by their names. */
export function accountWords(account: string, gateways: ReadonlyMap<string, string>): AccountWords {
  const own = OWN[account];
  if (own !== undefined) return own();
  const gateway = account.replace(/^gateway /, '');
  return { name: m.books_gateway({ name: gateways.get(gateway) ?? gateway }), hint: m.books_gateway_hint() };
}

/** What a posting is for: in words, and its number where it has one. */
export function factWords(fact: string): { readonly name: string; readonly no?: string } {
  const [kind, no] = fact.split(' ');
  if (kind === 'placing') return { name: m.books_placing() };
  return { name: kind === 'refund' ? m.books_refund() : m.books_payment(), ...(no !== undefined && { no }) };
}
