import { Type } from 'typebox';
import type { ApiApp } from '../../platform/http/api.ts';
import { etagOf, isKnown } from '../../platform/http/etag.ts';
import { answers } from '../../platform/http/problems.ts';
import type { Addresses } from './address-book.ts';

/** The divisions change several times a year, with a new version of the program. */
export function regionRoute(app: ApiApp, addresses: Addresses): void {
  let document: { text: string; etag: string } | undefined;
  const District = Type.Object({
    code: Type.String(),
    name: Type.String(),
    children: Type.Array(Type.Unknown()),
  });
  const City = Type.Object({ code: Type.String(), name: Type.String(), children: Type.Array(District) });
  const Province = Type.Object({ code: Type.String(), name: Type.String(), children: Type.Array(City) });
  app.get(
    '/regions',
    {
      schema: {
        summary: 'Provinces, cities and districts (GB/T 2260)',
        description:
          'Always three levels. A municipality has one city of its own name; what stands right under a province (济源市, 琼海市), and a city without districts (东莞市), is its own city and its own district, under one code.',
        response: answers({
          200: Type.Object({
            asOf: Type.String({ format: 'date', description: 'Up to when changes were looked for.' }),
            items: Type.Array(Province),
          }),
          304: Type.Null(),
        }),
      },
      config: { access: 'public' },
    },
    async (request, reply) => {
      document ??= describeRegions(addresses);
      reply.header('etag', document.etag).header('cache-control', 'public, max-age=86400');
      if (isKnown(request.headers['if-none-match'], document.etag))
        return reply.code(304).send(undefined as never);
      // Ready-made: writing three thousand divisions anew for each request would take longer than sending them.
      return reply.type('application/json; charset=utf-8').send(document.text as never);
    },
  );
}

function describeRegions(addresses: Addresses): { text: string; etag: string } {
  const text = JSON.stringify({ asOf: addresses.regionsAsOf, items: addresses.regions() });
  return { text, etag: etagOf(text) };
}
