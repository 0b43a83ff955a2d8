import { formatAmount } from '../format/money.ts';
import { accountWords, factWords } from './account-words.ts';

export type AccountView = {
  readonly account: string;
  readonly name: string;
  readonly hint: string;
  /** As they are read, with their signs. */
  readonly opening: string;
  readonly debit: string;
  readonly credit: string;
  readonly balance: string;
};
export type PostingView = {
  readonly key: string;
  readonly at: Date;
  readonly orderNo: string;
  readonly what: string;
  readonly no?: string;
  readonly from: string;
  readonly to: string;
  readonly amount: string;
};

type OfDay = {
  readonly account: string;
  readonly openingFen: number;
  readonly debitFen: number;
  readonly creditFen: number;
  readonly balanceFen: number;
};
type Posted = {
  readonly orderNo: string;
  readonly fact: string;
  readonly leg: number;
  readonly debit: string;
  readonly credit: string;
  readonly amountFen: number;
  readonly at: Date;
};

export function viewAccount(of: OfDay, gateways: ReadonlyMap<string, string>): AccountView {
  return {
    account: of.account,
    ...accountWords(of.account, gateways),
    opening: formatAmount(of.openingFen),
    debit: formatAmount(of.debitFen),
    credit: formatAmount(of.creditFen),
    balance: formatAmount(of.balanceFen),
  };
}

export function viewPosting(of: Posted, gateways: ReadonlyMap<string, string>): PostingView {
  const { name: what, no } = factWords(of.fact);
  return {
    key: `${of.orderNo} ${of.fact} ${of.leg}`,
    ...{ at: of.at, orderNo: of.orderNo, what },
    ...(no !== undefined && { no }),
    from: accountWords(of.credit, gateways).name,
    to: accountWords(of.debit, gateways).name,
    amount: formatAmount(of.amountFen),
  };
}
