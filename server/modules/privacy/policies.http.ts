import { Type, type Static } from 'typebox';
import type { Language } from '../../kernel/language.ts';
import type { ApiApp, Sendable } from '../../platform/http/api.ts';
import { etagOf } from '../../platform/http/etag.ts';
import { answers, sendRefusal } from '../../platform/http/answers.ts';
import { general } from '../../platform/http/problems.ts';
import { sendDocument, type WrittenDocument } from '../../platform/http/send-document.ts';
import type { Policies } from './policies.ts';
import type { PolicyKind } from './privacy.ts';

const KINDS: readonly PolicyKind[] = ['terms', 'privacy'];
const LANGUAGES: readonly Language[] = ['zh-CN', 'en'];

const closed = { additionalProperties: false };
const PoliciesQuery = Type.Object(
  {
    version: Type.Optional(
      Type.String({
        pattern: '^\\d{4}-\\d{2}-\\d{2}(\\.\\d{1,6})?$',
        description: 'One of `versions`; the present one where left out.',
      }),
    ),
    kind: Type.Optional(Type.Enum([...KINDS], { description: 'Both where left out.' })),
    language: Type.Optional(Type.Enum([...LANGUAGES], { description: 'Both where left out.' })),
  },
  closed,
);
const PoliciesBody = Type.Object({
  version: Type.String({ description: 'The present one: what `consent.version` of a sign-in must name.' }),
  versions: Type.Array(Type.String(), { description: 'All that there were, the newest first.' }),
  items: Type.Array(
    Type.Object({
      kind: Type.Enum([...KINDS]),
      version: Type.String(),
      language: Type.Enum([...LANGUAGES]),
      title: Type.String(),
      url: Type.String({ description: 'The page that shows it, in the language of whoever opens it.' }),
      markdown: Type.String({ description: 'CommonMark without HTML. Begins with the title.' }),
    }),
  ),
});

type Wanted = { readonly version?: string; readonly kind?: PolicyKind; readonly language?: Language };

/** GET /policies: the texts that a customer agrees to, for an app that has to show them. For anyone, the same for everyone. */
export function policyRoutes(app: ApiApp, policies: Policies & { readonly publicUrl: string }): void {
  // A text never changes under its version, so there are only as many documents as versions, kinds and languages.
  const documents = new Map<string, WrittenDocument | undefined>();
  app.get(
    '/policies',
    {
      schema: {
        summary: 'The terms and the privacy policy, in every language and version',
        querystring: PoliciesQuery,
        response: answers({ 200: PoliciesBody, 304: Type.Null() }, general('not_found')),
      },
      config: { access: 'public' },
    },
    async (request, reply) => {
      const wanted: Wanted = request.query;
      const key = `${policies.presentVersion()}/${wanted.version}/${wanted.kind}/${wanted.language}`;
      const document = documents.get(key) ?? (await describe(policies, wanted));
      if (document === undefined) return sendRefusal(reply, { code: 'not_found' });
      documents.set(key, document);
      return sendDocument(reply, document, { 'cache-control': 'public, max-age=300' });
    },
  );
}

/** Undefined where there is no such version. */
async function describe(
  policies: Policies & { readonly publicUrl: string },
  wanted: Wanted,
): Promise<WrittenDocument | undefined> {
  const present = (await policies.policy('terms', undefined, 'zh-CN'))!;
  const asked = KINDS.filter((kind) => kind === (wanted.kind ?? kind)).flatMap((kind) =>
    LANGUAGES.filter((language) => language === (wanted.language ?? language)).map(async (language) => {
      const policy = await policies.policy(kind, wanted.version, language);
      if (policy === undefined) return [];
      const { version, title, markdown } = policy;
      return [{ kind, version, language, title, url: `${policies.publicUrl}/${kind}/${version}`, markdown }];
    }),
  );
  const items = (await Promise.all(asked)).flat();
  if (items.length === 0) return undefined;
  const told: Sendable<Static<typeof PoliciesBody>> = {
    version: present.version,
    versions: present.versions,
    items,
  };
  const body = JSON.stringify(told);
  return { body, etag: etagOf(body) };
}
