import { requireOffice } from '#lib/access/guard.server.ts';
import { readSearch } from '#lib/form/read-form.server.ts';
import { categoryChoices } from '#lib/goods/category-choices.ts';
import { isGoodsTab } from '#lib/goods/goods-words.ts';
import { spoken } from '#lib/words/spoken.ts';
import type { BackOffice } from '#server/shop.ts';
import type { PageServerLoad } from './$types';

type Query = Parameters<BackOffice['catalog']['list']>[0];

const PAGE = 30;
const NUMBER = /^[1-9]\d{0,14}$/;

export const load: PageServerLoad = async (event) => {
  const { catalog, session } = requireOffice(event);
  const { searchParams } = event.url;
  const asked = searchParams.get('state');
  const state = isGoodsTab(asked) ? asked : undefined;
  const number = (name: string): string | undefined => {
    const text = searchParams.get(name) ?? '';
    return NUMBER.test(text) ? text : undefined;
  };
  const [q, category, after] = [readSearch(searchParams, 'q'), number('category'), number('after')];
  const query: Query = {
    ...{ q, limit: PAGE },
    ...(state && { state }),
    ...(category && { categoryId: category }),
    ...(after && { below: after as Query['below'] & string }),
  };
  const [page, categories] = await Promise.all([
    catalog.list(query, event.locals.language),
    catalog.categories(),
  ]);
  return {
    ...{ q, state, category, from: after, items: page.items, next: page.nextCursor ?? undefined },
    categories: categoryChoices(categories, spoken()),
    mayChange: session.permissions.has('products:change'),
  };
};
