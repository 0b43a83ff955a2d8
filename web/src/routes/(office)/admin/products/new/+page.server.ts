import { fail, redirect } from '@sveltejs/kit';
import { requireOffice } from '#lib/access/guard.server.ts';
import { categoryChoices } from '#lib/goods/category-choices.ts';
import { EMPTY_DOC } from '#lib/goods/editor-doc.ts';
import { patchOf, readDoc } from '#lib/goods/read-doc.server.ts';
import { faultsByPath, goodsRefusal } from '#lib/goods/refusal.server.ts';
import { m } from '#lib/words/m.ts';
import { spoken } from '#lib/words/spoken.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { catalog } = requireOffice(event);
  const [categories, freightTemplates] = await Promise.all([
    catalog.categories(),
    catalog.freightTemplates(),
  ]);
  return { kept: EMPTY_DOC, categories: categoryChoices(categories, spoken()), freightTemplates };
};

export const actions: Actions = {
  async save(event) {
    const { catalog, session } = requireOffice(event);
    const typed = readDoc(await event.request.formData());
    const read = patchOf(typed);
    if ('unread' in read)
      return fail(422, {
        typed,
        refusal: { title: m.goods_faulty({ count: read.unread.length }), faults: faultsByPath(read.unread) },
      });
    const outcome = await catalog.create(session, read.patch);
    if (!outcome.ok) return fail(422, { typed, refusal: goodsRefusal(outcome.error, new Map()) });
    redirect(303, `/admin/products/${outcome.value.id}?made`);
  },
};
