import { error, fail, redirect, type RequestEvent } from '@sveltejs/kit';
import { requireOffice } from '#lib/access/guard.server.ts';
import { readText } from '#lib/form/read-form.server.ts';
import { categoryChoices } from '#lib/goods/category-choices.ts';
import { toDoc } from '#lib/goods/editor-doc.ts';
import { patchOf, readDoc } from '#lib/goods/read-doc.server.ts';
import { faultsByPath, goodsRefusal, type RefusalView } from '#lib/goods/refusal.server.ts';
import { viewChange } from '#lib/goods/view-change.server.ts';
import { m } from '#lib/words/m.ts';
import { spoken } from '#lib/words/spoken.ts';
import type { BackOffice } from '#server/shop.ts';
import type { Actions, PageServerLoad } from './$types';

type ProductId = Parameters<BackOffice['catalog']['find']>[0];

const HISTORY = 8;
const NUMBER = /^[1-9]\d{0,14}$/;
/** As a field of date and time holds it; of the shop's zone, which is China's. */
const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/;

function idOf({ params }: { readonly params: Partial<Record<'id', string>> }): ProductId {
  const id = params.id ?? '';
  if (!NUMBER.test(id)) error(404, 'no such product');
  return id as ProductId;
}

export const load: PageServerLoad = async (event) => {
  const { catalog, staff, session } = requireOffice(event);
  const id = idOf(event);
  const { searchParams } = event.url;
  const before = searchParams.get('before') ?? '';
  const below = NUMBER.test(before) ? Number(before) : Number.MAX_SAFE_INTEGER;
  const [product, categories, history, members, freightTemplates] = await Promise.all([
    catalog.find(id),
    catalog.categories(),
    catalog.history(id, below, HISTORY + 1),
    staff.members(),
    catalog.freightTemplates(),
  ]);
  if (product === undefined) error(404, 'no such product');
  const { content, version, slug } = product;
  const available = await catalog.available(content.skus.map((sku) => sku.id));
  const choices = categoryChoices(categories, spoken());
  const names = new Map(members.map((member) => [member.id as string, member.name]));
  // Ids of categories and of freight templates are nowhere alike.
  const called = new Map([
    ...choices.map((choice) => [choice.id, choice.path] as const),
    ...freightTemplates.map((template) => [template.id, template.name] as const),
  ]);
  const shown = history.slice(0, HISTORY);
  return {
    ...{ id, slug, version, name: content.name, categories: choices, freightTemplates },
    state: catalog.stateOf(product),
    lacks: catalog.lacksOf(product),
    publishAt: content.publishAt === null ? null : new Date(content.publishAt),
    kept: toDoc(product, catalog.pictureUrl, (skuId) => available.get(skuId) ?? 0),
    changes: shown.map((change) => viewChange(change, product, names, called)),
    older: history.length > HISTORY ? `?before=${shown.at(-1)!.version}` : undefined,
    mayChange: session.permissions.has('products:change'),
    did: ['saved', 'published', 'planned', 'off', 'undone', 'copied', 'made', 'unready'].find((what) =>
      searchParams.has(what),
    ),
  };
};

/** `names`: only where a refusal tells who it was. */
async function refused(
  event: RequestEvent,
  refusal: Parameters<typeof goodsRefusal>[0],
): Promise<RefusalView> {
  const { staff } = requireOffice(event);
  const members = refusal.code === 'product_changed' ? await staff.members() : [];
  return goodsRefusal(refusal, new Map(members.map(({ id, name }) => [id as string, name])));
}

const versionOf = (form: FormData): number => Number(readText(form, 'expectedVersion', 15)) || 0;

async function save(event: RequestEvent<{ id: string }>, then: 'saved' | 'published') {
  const { catalog, session } = requireOffice(event, 'products:change');
  const id = idOf(event);
  const form = await event.request.formData();
  const typed = readDoc(form);
  const read = patchOf(typed);
  if ('unread' in read)
    return fail(422, {
      typed,
      refusal: { title: m.goods_faulty({ count: read.unread.length }), faults: faultsByPath(read.unread) },
    });
  const version = versionOf(form);
  const patch = { ...read.patch, expectedVersion: version };
  const outcome = await catalog.change(session, id, patch);
  if (!outcome.ok) return fail(409, { typed, version, refusal: await refused(event, outcome.error) });
  if (then === 'published') {
    const published = await catalog.publish(session, id, { expectedVersion: outcome.value.version });
    // It is saved all the same; what it lacks stands beside it.
    if (!published.ok) redirect(303, `/admin/products/${id}?unready`);
  }
  redirect(303, `/admin/products/${id}?${then}`);
}

export const actions: Actions = {
  save: (event) => save(event, 'saved'),
  saveAndPublish: (event) => save(event, 'published'),
  async publish(event) {
    const { catalog, session } = requireOffice(event, 'products:change');
    const id = idOf(event);
    const expectedVersion = versionOf(await event.request.formData());
    const outcome = await catalog.publish(session, id, { expectedVersion });
    if (!outcome.ok) return fail(409, { refusal: await refused(event, outcome.error) });
    redirect(303, `/admin/products/${id}?published`);
  },
  async schedule(event) {
    const { catalog, session } = requireOffice(event, 'products:change');
    const id = idOf(event);
    const form = await event.request.formData();
    const typed = readText(form, 'at', 30);
    const at = new Date(MOMENT.test(typed) ? `${typed}:00+08:00` : Number.NaN);
    if (Number.isNaN(at.getTime()))
      return fail(422, { refusal: { title: m.goods_schedule_missing(), faults: {} } });
    const outcome = await catalog.publish(session, id, { at, expectedVersion: versionOf(form) });
    if (!outcome.ok) return fail(409, { refusal: await refused(event, outcome.error) });
    redirect(303, `/admin/products/${id}?${outcome.value.content.onSale ? 'published' : 'planned'}`);
  },
  async takeOff(event) {
    const { catalog, session } = requireOffice(event, 'products:change');
    const id = idOf(event);
    const outcome = await catalog.takeOffSale(session, id);
    if (!outcome.ok) return fail(409, { refusal: await refused(event, outcome.error) });
    redirect(303, `/admin/products/${id}?off`);
  },
  async copy(event) {
    const { catalog, session } = requireOffice(event, 'products:change');
    const outcome = await catalog.copy(session, idOf(event), event.locals.language);
    if (!outcome.ok) return fail(409, { refusal: await refused(event, outcome.error) });
    redirect(303, `/admin/products/${outcome.value.id}?copied`);
  },
  async undo(event) {
    const { catalog, session } = requireOffice(event, 'products:change');
    const id = idOf(event);
    const version = Number(readText(await event.request.formData(), 'version', 15)) || 0;
    const outcome = await catalog.undo(session, id, version);
    if (!outcome.ok) return fail(409, { refusal: await refused(event, outcome.error) });
    redirect(303, `/admin/products/${id}?undone`);
  },
};
