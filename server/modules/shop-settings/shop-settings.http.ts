import { Type, type TObject } from 'typebox';
import type { Result } from '../../kernel/result.ts';
import { staffOf } from '../../platform/http/access.ts';
import type { ApiApp } from '../../platform/http/api.ts';
import { answers, sendRefusal } from '../../platform/http/answers.ts';
import { refusalsOf } from '../../platform/http/problem.ts';
import { general } from '../../platform/http/problems.ts';
import type { StaffSession } from '../staff/index.ts';
import type { SaveRefusal } from './save-section.ts';
import { SECTION_SCHEMAS, SECTIONS, type Saved, type Section, type SectionValues } from './sections.ts';
import { settingsProblems } from './shop-settings.problems.ts';

/** What staff may ask of the settings. */
export type StaffSettings = {
  find<Name extends Section>(section: Name): Promise<Saved<Name>>;
  save<Name extends Section>(
    by: StaffSession,
    asked: { section: Name; value: SectionValues[Name]; expectedVersion: number },
  ): Promise<Result<Saved<Name>, SaveRefusal>>;
};

const WORDS: Readonly<Record<Section, string>> = {
  shop: 'the name of the shop and how it is reached',
  legal: 'what the law wants shown: licence, ICP and public-security numbers',
  orders: 'how orders are taken',
  delivery: 'how freight adds up, and where orders are fetched',
  policies: 'the terms and the privacy policy; a new version asks customers again',
};

/** GET and PUT /staff/settings/{section}, each with the schema of its own. */
export function settingsRoutes(app: ApiApp, settings: StaffSettings): void {
  for (const section of SECTIONS) sectionRoutes(app, section, settings);
}

function sectionRoutes(app: ApiApp, section: Section, settings: StaffSettings): void {
  const value: TObject = SECTION_SCHEMAS[section];
  const SavedSchema = Type.Object({
    section: Type.Literal(section),
    version: Type.Integer({ description: '0 where nobody has saved it: the value is what holds without.' }),
    value,
    savedAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
  });
  const url = `/staff/settings/${section}`;
  app.get(
    url,
    {
      schema: {
        summary: `See ${WORDS[section]}`,
        response: answers({ 200: SavedSchema }, general('no_session', 'not_permitted')),
      },
      config: { access: { staff: 'settings:read' } },
    },
    async (_request, reply) => reply.send(present(section, await settings.find(section))),
  );
  app.put(
    url,
    {
      schema: {
        summary: `Set ${WORDS[section]}`,
        body: Type.Object(
          {
            value,
            expectedVersion: Type.Integer({
              minimum: 0,
              maximum: 2_147_483_647,
              description: 'That was looked at before. Another one holds by now: 409.',
            }),
          },
          { additionalProperties: false },
        ),
        response: answers(
          { 200: SavedSchema },
          general('no_session', 'bad_origin', 'not_permitted'),
          refusalsOf(settingsProblems, 'settings_invalid', 'settings_changed'),
        ),
      },
      config: { access: { staff: 'settings:change' } },
    },
    async (request, reply) => {
      const { value: given, expectedVersion } = request.body;
      // The schema of the route is the section's own.
      const asked = { section, value: given as SectionValues[Section], expectedVersion };
      const outcome = await settings.save(staffOf<StaffSession>(request), asked);
      return outcome.ok ? reply.send(present(section, outcome.value)) : sendRefusal(reply, outcome.error);
    },
  );
}

function present(section: Section, { version, value, savedAt }: Saved) {
  return { section, version, value: { ...value }, savedAt: savedAt?.toISOString() ?? null };
}
