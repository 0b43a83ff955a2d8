import { requireOffice } from '#lib/access/guard.server.ts';
import { viewAccount, viewPosting } from '#lib/books/books-view.ts';
import { accountWords } from '#lib/books/account-words.ts';
import { readSearch } from '#lib/form/read-form.server.ts';
import { beginningOfDay, DAY_MS, dayOf } from '#server/kernel/shop-day.ts';
import type { PageServerLoad } from './$types';

const PAGE = 50;
const ACCOUNT = /^[a-z][a-z _-]{1,59}$/;

export const load: PageServerLoad = async (event) => {
  const { books } = requireOffice(event);
  const { searchParams } = event.url;
  const asked = readSearch(searchParams, 'day');
  const today = books.today();
  const isThere = beginningOfDay(asked) !== undefined && asked <= today;
  const day = isThere ? asked : today;
  const named = readSearch(searchParams, 'account');
  const account = ACCOUNT.test(named) ? named : undefined;
  const cursor = searchParams.get('after') ?? undefined;
  const [{ accounts }, { items, nextCursor }] = await Promise.all([
    books.ofDay(day),
    books.postings({ day, account, cursor, limit: PAGE }),
  ]);
  const methods = event.locals.shop.payment.methods(event.locals.language);
  const gateways = new Map(methods.map(({ gateway, name }) => [gateway, name]));
  const beside = (days: number) => dayOf(new Date(beginningOfDay(day)!.getTime() + days * DAY_MS));
  return {
    ...{ day, today, account, isLater: cursor !== undefined },
    isWrongDay: asked !== '' && !isThere,
    earlier: beside(-1),
    later: day < today ? beside(1) : undefined,
    accountName: account && accountWords(account, gateways).name,
    accounts: accounts.map((one) => viewAccount(one, gateways)),
    postings: items.map((one) => viewPosting(one, gateways)),
    next: nextCursor ?? undefined,
  };
};
