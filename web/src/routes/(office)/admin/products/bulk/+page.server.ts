import { fail, type RequestEvent } from '@sveltejs/kit';
import { requireOffice } from '#lib/access/guard.server.ts';
import { readUrlChange, type ManyAsked } from '#lib/goods/read-bulk.server.ts';
import { goodsRefusal } from '#lib/goods/refusal.server.ts';
import type { Actions, PageServerLoad } from './$types';

const NUMBER = /^[1-9]\d{0,14}$/;
const MOST = 100;

function idsOf({ url }: { readonly url: URL }): ManyAsked['products'][number]['id'][] {
  const ids = url.searchParams.getAll('id').filter((id) => NUMBER.test(id));
  return [...new Set(ids)].slice(0, MOST) as ManyAsked['products'][number]['id'][];
}

export const load: PageServerLoad = async (event) => {
  const { catalog } = requireOffice(event);
  const ids = idsOf(event);
  const { searchParams } = event.url;
  const read = readUrlChange(searchParams);
  const change = read && 'change' in read ? read.change : undefined;
  const [templates, rows] = await Promise.all([
    catalog.freightTemplates(),
    change && catalog.previewMany({ products: ids.map((id) => ({ id })), change }),
  ]);
  const asked = {
    kind: searchParams.get('kind') ?? 'price',
    how: searchParams.get('how') ?? 'part',
    value: searchParams.get('value') ?? '',
    sale: searchParams.get('sale') ?? 'on',
    template: searchParams.get('template') ?? '',
  };
  return { ids, asked, templates, rows, error: read && 'error' in read ? read.error : undefined };
};

export const actions: Actions = {
  async apply(event: RequestEvent) {
    const { catalog, session } = requireOffice(event);
    const form = await event.request.formData();
    const read = readUrlChange(event.url.searchParams);
    if (read === undefined || !('change' in read)) return fail(422, {});
    // With the versions that the preview showed: what was changed since is not changed again unseen.
    const versions = form.getAll('seen').map((seen) => /^(\d{1,15})-(\d{1,15})$/.exec(String(seen)));
    const products = versions.flatMap((match) =>
      match === null
        ? []
        : [{ id: match[1] as ManyAsked['products'][number]['id'], expectedVersion: Number(match[2]) }],
    );
    const results = await catalog.changeMany(session, {
      products: products.slice(0, MOST),
      change: read.change,
    });
    return {
      results: results.map(({ productId, name, refusal }) => ({
        ...{ productId, name },
        refusal: refusal && goodsRefusal(refusal, new Map()),
      })),
    };
  },
};
