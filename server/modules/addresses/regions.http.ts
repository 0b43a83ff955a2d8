import { Type, type Static } from 'typebox';
import type { ApiApp, Sendable } from '../../platform/http/api.ts';
import { etagOf } from '../../platform/http/etag.ts';
import { sendDocument, type WrittenDocument } from '../../platform/http/send-document.ts';
import { answers } from '../../platform/http/answers.ts';
import type { Addresses } from './address-book.ts';

const District = Type.Object({
  code: Type.String(),
  name: Type.String(),
  children: Type.Array(Type.Unknown()),
});
const City = Type.Object({ code: Type.String(), name: Type.String(), children: Type.Array(District) });
const Province = Type.Object({ code: Type.String(), name: Type.String(), children: Type.Array(City) });
const RegionsBody = Type.Object({
  asOf: Type.String({ format: 'date', description: 'Up to when changes were looked for.' }),
  items: Type.Array(Province),
});

/** The divisions change several times a year, with a new version of the program. */
export function regionRoute(app: ApiApp, addresses: Addresses): void {
  let document: WrittenDocument | undefined;
  app.get(
    '/regions',
    {
      schema: {
        summary: 'Provinces, cities and districts (GB/T 2260)',
        description:
          'Always three levels. A municipality has one city of its own name; what stands right under a province (济源市, 琼海市), and a city without districts (东莞市), is its own city and its own district, under one code.',
        response: answers({ 200: RegionsBody, 304: Type.Null() }),
      },
      config: { access: 'public' },
    },
    async (_request, reply) => {
      document ??= describeRegions(addresses);
      // Ready-made: writing three thousand divisions anew for each request would take longer than sending them.
      return sendDocument(reply, document, { 'cache-control': 'public, max-age=86400' });
    },
  );
}

function describeRegions(addresses: Addresses): WrittenDocument {
  const body = JSON.stringify({ asOf: addresses.regionsAsOf, items: addresses.regions() } satisfies Sendable<
    Static<typeof RegionsBody>
  >);
  return { body, etag: etagOf(body) };
}
