import { Type } from 'typebox';
import { wordsIn, type Language } from '../../../kernel/language.ts';
import { staffOf } from '../../../platform/http/access.ts';
import type { ApiApp } from '../../../platform/http/api.ts';
import { answers, sendRefusal } from '../../../platform/http/answers.ts';
import { refusalsOf } from '../../../platform/http/problem.ts';
import { general } from '../../../platform/http/problems.ts';
import { typedText } from '../../../platform/http/typed-text.ts';
import type { StaffSession } from '../../staff/index.ts';
import { calendarProblems } from './calendar.problems.ts';
import type { Festival } from './festivals.ts';
import type { Calendar } from './keep-calendar.ts';
import type { OwnDays } from './own-days.sql.ts';

const READ = { access: { staff: 'campaigns:read' } } as const;
const CHANGE = { access: { staff: 'campaigns:change' } } as const;
const tags = ['campaigns'];
const closed = { additionalProperties: false } as const;
const Day = Type.String({ pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$', description: 'Of Shanghai.' });
const FestivalSchema = Type.Object({
  key: Type.String(),
  name: Type.String(),
  kind: Type.Enum(['holiday', 'shopping', 'own'] as const),
  ...{ from: Type.String(), until: Type.String() },
});
const MonthSchema = Type.Object({
  month: Type.String(),
  isAnnounced: Type.Boolean({ description: 'Whether the public holidays of its year are known.' }),
  days: Type.Array(
    Type.Object({
      day: Type.String(),
      festivals: Type.Array(FestivalSchema),
      campaignIds: Type.Array(Type.String()),
    }),
  ),
  proposals: Type.Array(FestivalSchema, { description: 'What is still to come, the next first.' }),
});
const OwnSchema = Type.Object({
  ...{ id: Type.String(), name: Type.String(), nameEn: Type.Union([Type.String(), Type.Null()]) },
  ...{ from: Type.String(), until: Type.String() },
});
const seeing = general('no_session', 'not_permitted');
const changing = general('no_session', 'bad_origin', 'not_permitted');

const present = ({ key, name, kind, from, until }: Festival, language: Language) => ({
  ...{ key, name: wordsIn(name, language), kind, from, until },
});
const presentOwn = ({ daysId, ...days }: OwnDays) => ({ id: daysId, ...days });

/** Days that campaigns are made for: public holidays, shopping festivals, and the shop's own. */
export function calendarRoutes(app: ApiApp, calendar: Calendar): void {
  app.get(
    '/staff/campaign-calendar',
    {
      schema: {
        tags,
        summary: 'A month: holidays, festivals and campaigns by day',
        querystring: Type.Object({ month: Type.String({ pattern: '^20[0-9]{2}-(0[1-9]|1[0-2])$' }) }, closed),
        response: answers({ 200: MonthSchema }, seeing),
      },
      config: READ,
    },
    async ({ query, language }, reply) => {
      const [{ month, days, isAnnounced }, proposals] = await Promise.all([
        calendar.month(query.month),
        calendar.proposals(),
      ]);
      return reply.send({
        ...{ month, isAnnounced },
        days: days.map(({ day, festivals, campaigns }) => ({
          day,
          festivals: festivals.map((one) => present(one, language)),
          campaignIds: campaigns.map(({ campaignId }) => campaignId),
        })),
        proposals: proposals.map((one) => present(one, language)),
      });
    },
  );
  ownDayRoutes(app, calendar);
}

function ownDayRoutes(app: ApiApp, calendar: Calendar): void {
  app.get(
    '/staff/campaign-days',
    {
      schema: {
        tags,
        summary: 'Days that the shop has made its own',
        response: answers(
          { 200: Type.Object({ items: Type.Array(OwnSchema), nextCursor: Type.Null() }) },
          seeing,
        ),
      },
      config: READ,
    },
    async (_request, reply) =>
      reply.send({ items: (await calendar.ownDays()).map(presentOwn), nextCursor: null }),
  );
  app.post(
    '/staff/campaign-days',
    {
      schema: {
        tags,
        summary: 'Add days of the shop’s own',
        body: Type.Object(
          {
            name: typedText('line', { minLength: 1, maxLength: 30 }),
            nameEn: Type.Optional(typedText('line', { maxLength: 60 })),
            ...{ from: Day, until: Day },
          },
          closed,
        ),
        response: answers({ 201: OwnSchema }, changing, refusalsOf(calendarProblems, 'own_days_invalid')),
      },
      config: CHANGE,
    },
    async (request, reply) => {
      const { nameEn = '', ...days } = request.body;
      const given = { ...days, nameEn: nameEn || null };
      const outcome = await calendar.addOwnDays(staffOf<StaffSession>(request), given);
      return outcome.ok ? reply.code(201).send(presentOwn(outcome.value)) : sendRefusal(reply, outcome.error);
    },
  );
  app.delete(
    '/staff/campaign-days/:id',
    {
      schema: {
        tags,
        summary: 'Take days of the shop’s own away; campaigns stay as they are',
        params: Type.Object({ id: Type.String({ format: 'uuid' }) }),
        response: answers({ 204: Type.Null() }, changing, refusalsOf(calendarProblems, 'own_days_not_found')),
      },
      config: CHANGE,
    },
    async (request, reply) => {
      const outcome = await calendar.removeOwnDays(staffOf<StaffSession>(request), request.params.id);
      return outcome.ok ? reply.code(204).send(null) : sendRefusal(reply, outcome.error);
    },
  );
}
