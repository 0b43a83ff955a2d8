import { error, json } from '@sveltejs/kit';
import { regionsUnder } from '#lib/address/find-regions.server.ts';
import type { RequestHandler } from './$types';

/** The divisions under a province or a city: loaded one by one, since all of them are 300 kB. */
export const GET: RequestHandler = ({ params, locals, setHeaders }) => {
  const found = regionsUnder(locals.shop.addresses.regions(), params.parent);
  if (found === undefined) error(404, 'no such region');
  setHeaders({ 'cache-control': 'public, max-age=86400' });
  return json(found);
};
