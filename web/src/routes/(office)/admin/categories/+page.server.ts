import { fail, redirect, type RequestEvent } from '@sveltejs/kit';
import { requireOffice } from '#lib/access/guard.server.ts';
import { readLine, readText } from '#lib/form/read-form.server.ts';
import { categoryChoices } from '#lib/goods/category-choices.ts';
import { treeRows } from '#lib/goods/category-tree.ts';
import { m } from '#lib/words/m.ts';
import { spoken } from '#lib/words/spoken.ts';
import type { Actions, PageServerLoad } from './$types';

const NUMBER = /^[1-9]\d{0,14}$/;
const LONGEST = { name: 40, nameEn: 80 };

export const load: PageServerLoad = async (event) => {
  const { catalog, session } = requireOffice(event);
  const categories = await catalog.categories();
  const mayChange = session.permissions.has('products:change');
  const { searchParams } = event.url;
  const editing = mayChange ? categories.find(({ id }) => id === searchParams.get('edit')) : undefined;
  return {
    rows: treeRows(categories),
    choices: categoryChoices(categories, spoken()),
    ...{ mayChange, editing, asks: mayChange && searchParams.has('add') },
    hasChanged: searchParams.has('changed'),
  };
};

type Refusal = { readonly code: 'staff_category_not_found' | 'category_too_deep' | 'category_in_use' };

function say({ code }: Refusal): string {
  switch (code) {
    case 'staff_category_not_found':
      return m.goods_category_gone();
    case 'category_too_deep':
      return m.goods_category_deep();
    case 'category_in_use':
      return m.goods_category_used();
  }
}

const idIn = (form: FormData, name: string): string | null => {
  const id = readText(form, name, 20);
  return NUMBER.test(id) ? id : null;
};

async function readNames({ request }: RequestEvent) {
  const form = await request.formData();
  const [name, nameEn] = [readLine(form, 'name'), readLine(form, 'nameEn')];
  const typed = { name, nameEn, parentId: idIn(form, 'parentId') ?? '' };
  const isLong = [...name].length > LONGEST.name || [...nameEn].length > LONGEST.nameEn;
  const error = name === '' ? m.goods_fault_missing() : isLong ? m.goods_fault_too_long() : undefined;
  return { form, typed, error, names: { name, nameEn, parentId: idIn(form, 'parentId') } };
}

export const actions: Actions = {
  async add(event) {
    const { catalog, session } = requireOffice(event, 'products:change');
    const { typed, error, names } = await readNames(event);
    if (error !== undefined) return fail(422, { typed, error });
    const outcome = await catalog.createCategory(session, names);
    if (!outcome.ok) return fail(409, { typed, refusal: say(outcome.error) });
    redirect(303, '/admin/categories?changed');
  },
  async edit(event) {
    const { catalog, session } = requireOffice(event, 'products:change');
    const { form, typed, error, names } = await readNames(event);
    if (error !== undefined) return fail(422, { typed, error });
    const outcome = await catalog.changeCategory(session, idIn(form, 'id') ?? '0', names);
    if (!outcome.ok) return fail(409, { typed, refusal: say(outcome.error) });
    redirect(303, '/admin/categories?changed');
  },
  async move(event) {
    const { catalog, session } = requireOffice(event, 'products:change');
    const form = await event.request.formData();
    const place = { parentId: idIn(form, 'parentId'), beforeId: idIn(form, 'beforeId') };
    const outcome = await catalog.changeCategory(session, idIn(form, 'id') ?? '0', place);
    if (!outcome.ok) return fail(409, { moved: say(outcome.error) });
    redirect(303, '/admin/categories');
  },
  async remove(event) {
    const { catalog, session } = requireOffice(event, 'products:change');
    const form = await event.request.formData();
    const outcome = await catalog.removeCategory(session, idIn(form, 'id') ?? '0');
    if (!outcome.ok) return fail(409, { refusal: say(outcome.error) });
    redirect(303, '/admin/categories?changed');
  },
};
