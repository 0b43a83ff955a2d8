import { fen, type Fen } from '../../kernel/money.ts';
import { accountOf, type MoneyFact, type OfOrder, type Posting, type Transfer } from './posting.ts';

/** The postings of what happened to the money of an order. Transfers of nothing are none. */
export function postMoney(order: OfOrder, fact: MoneyFact, at: Date): Posting[] {
  const { customerId, orderNo } = order;
  return transfersOf(fact)
    .filter(({ amountFen }) => amountFen > 0)
    .map((transfer, index) => ({
      ...{ customerId, orderNo, fact: nameOf(fact), leg: index + 1, at },
      ...transfer,
    }));
}

/** A payment has one name whether it was wanted or not, so that it can be posted once. */
function nameOf(fact: MoneyFact): string {
  switch (fact.kind) {
    case 'payment':
    case 'unwanted payment':
      return `payment ${fact.no}`;
    case 'refund':
      return `refund ${fact.no}`;
    case 'placing':
      return 'placing';
  }
}

function transfersOf(fact: MoneyFact): Transfer[] {
  switch (fact.kind) {
    case 'payment': {
      const debit = accountOf(fact.gateway);
      const { itemsFen, discountFen, freightFen } = fact.sold;
      return [
        { debit, credit: 'sales', amountFen: fen(itemsFen - discountFen) },
        givenAway(fact.sold),
        { debit, credit: 'freight', amountFen: freightFen },
      ];
    }
    case 'unwanted payment':
      return [{ debit: accountOf(fact.gateway), credit: 'owed', amountFen: fact.amountFen }];
    case 'refund': {
      const debit = fact.isUnwanted ? 'owed' : 'refunds';
      return [{ debit, credit: accountOf(fact.gateway), amountFen: fact.amountFen }];
    }
    case 'placing':
      return [givenAway(fact.sold)];
  }
}

const givenAway = ({ discountFen }: { readonly discountFen: Fen }): Transfer => ({
  ...{ debit: 'discounts', credit: 'sales', amountFen: discountFen },
});
