import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { ShopCookie, ShopCookies } from '../../kernel/cookies.ts';
import { wordsIn } from '../../kernel/language.ts';
import { nameAccess, type Access } from './access.ts';
import type { ApiApp } from './api.ts';
import type { Problems } from './problem.ts';
import { internalProblem } from './problems.ts';

/** Of the page that shows the document: its own files and pictures within them, framed by nobody. */
const DOCS_POLICY =
  "default-src 'self'; img-src 'self' data:; font-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/** How a caller is known; the empty one says that it may be left out. */
function securityOf(access: Access): Record<string, string[]>[] {
  switch (access) {
    case 'public':
    case 'gateway':
      return [];
    case 'customer?':
      return [{}, { bearer: [] }, { cookie: [] }];
    case 'customer':
      return [{ bearer: [] }, { cookie: [] }];
    default:
      return [{ staffBearer: [] }, { staffCookie: [] }];
  }
}

function securitySchemes({ session, staff }: ShopCookies) {
  const bearer = (route: string) =>
    ({ type: 'http', scheme: 'bearer', description: `The token that ${route} answers.` }) as const;
  const cookie = ({ name }: ShopCookie) => ({ type: 'apiKey', in: 'cookie', name }) as const;
  return {
    bearer: bearer('POST /api/v1/auth/sessions'),
    cookie: cookie(session),
    staffBearer: bearer('POST /api/v1/staff/sessions'),
    staffCookie: cookie(staff),
  };
}

/** Collects the schemas of all routes registered after it. `describeAct`: what a route says of the proof that it needs. */
export async function collectDocs(
  app: ApiApp,
  {
    version,
    cookies,
    problems,
    describeAct,
  }: {
    readonly version: string;
    readonly cookies: ShopCookies;
    /** Every refusal of the shop. */
    readonly problems: Problems;
    describeAct(act: string): string | undefined;
  },
): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'KS 在线下单',
        version,
        description:
          'Amounts are integer fen (100 fen = ¥1). Refusals are application/problem+json (RFC 9457) with a stable `code`; all codes: /api/docs/problems.',
      },
      servers: [{ url: '/' }],
      components: {
        securitySchemes: securitySchemes(cookies),
      },
    },
    hideUntagged: false,
    transform: ({ schema, url, route }) => {
      const isOurs = url.startsWith('/api/v1') || ['/healthz', '/readyz'].includes(url);
      if (!isOurs) return { schema: { ...schema, hide: true }, url };
      const access = route.config?.access ?? 'public';
      const said = { security: securityOf(access), 'x-access': nameAccess(access) };
      const tags = schema?.tags ?? [url.split('/')[3] ?? 'shop'];
      const { act } = route.config ?? {};
      if (act === undefined) return { schema: { ...schema, ...said, tags }, url };
      const description = [schema?.description, describeAct(act)].filter(Boolean).join(' ');
      return { schema: { ...schema, ...said, description, tags, 'x-needs-proof-for': act }, url };
    },
  });
  await app.register(swaggerUi, {
    routePrefix: '/api/docs',
    staticCSP: DOCS_POLICY,
    uiConfig: { docExpansion: 'list' },
  });
  docsRoutes(app, problems);
}

function docsRoutes(app: ApiApp, problems: Problems): void {
  let document: string | undefined;
  app.get(
    '/api/openapi.json',
    { schema: { hide: true }, config: { access: 'public' } },
    async (_request, reply) => {
      document ??= JSON.stringify(app.swagger());
      return reply
        .type('application/json; charset=utf-8')
        .header('cache-control', 'public, max-age=300')
        .serializer(String)
        .send(document);
    },
  );
  app.get(
    '/api/docs/problems',
    { schema: { hide: true }, config: { access: 'public' } },
    async (request, reply) => {
      const told = Object.entries({ ...problems, internal: internalProblem }).map(([code, entry]) => ({
        code,
        status: entry.status,
        title: wordsIn(entry.title, request.language),
      }));
      return reply.send({ problems: told });
    },
  );
}
