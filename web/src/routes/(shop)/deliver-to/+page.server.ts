import { fail, redirect } from '@sveltejs/kit';
import { addressText } from '#lib/address/view-address.server.ts';
import { parentsOf, regionsUnder } from '#lib/address/find-regions.server.ts';
import { m } from '#lib/words/m.ts';
import { safePath } from '#lib/request/safe-path.server.ts';
import { readText } from '#lib/form/read-form.server.ts';
import type { Actions, PageServerLoad } from './$types';

/** Provinces, the cities of one, or the districts of a city: `?in=` names what was chosen so far. */
export const load: PageServerLoad = ({ locals, url }) => {
  const regions = locals.shop.addresses.regions();
  const next = safePath(url.searchParams.get('next'));
  const here = (code?: string): string =>
    `/deliver-to?${new URLSearchParams({ ...(code && { in: code }), next }).toString()}`;
  const province = regions.find(({ code }) => code === url.searchParams.get('in')?.replace(/\d{4}$/, '0000'));
  // A province with one city has nothing to choose there.
  const [only, ...others] = province?.children ?? [];
  const city =
    province?.children.find(({ code }) => code === url.searchParams.get('in')) ??
    (others.length === 0 ? only : undefined);
  const chosen = locals.jar.get('district') ?? '';
  const now = locals.shop.addresses.regionOf(chosen, '');
  const names = [province?.name, city?.name].filter((name) => name !== undefined);
  const place = addressText({ region: names, street: '' });
  return {
    next,
    up: province === undefined ? undefined : here(),
    now: now.length === 0 ? undefined : m.deliver_now({ place: addressText({ region: now, street: '' }) }),
    title:
      city !== undefined
        ? m.deliver_district({ place })
        : province === undefined
          ? m.deliver_province()
          : m.deliver_city({ place }),
    links:
      city === undefined
        ? (province?.children ?? regions).map(({ code, name }) => ({ name, href: here(code) }))
        : [],
    districts: city === undefined ? [] : (regionsUnder(regions, city.code) ?? []),
  };
};

export const actions: Actions = {
  /** An empty code: no district any more. */
  default: async ({ locals, request }) => {
    const form = await request.formData();
    const district = readText(form, 'district', 6);
    const isKnown = parentsOf(locals.shop.addresses.regions(), district).city !== '';
    if (district !== '' && !isKnown) return fail(422, { refused: true });
    if (district === '') locals.jar.drop('district');
    else locals.jar.keep('district', district);
    redirect(303, safePath(form.get('next')));
  },
};
