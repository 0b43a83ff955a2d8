import { Type } from 'typebox';
import { staffOf } from '../../platform/http/access.ts';
import type { ApiApp } from '../../platform/http/api.ts';
import { answers, sendRefusal } from '../../platform/http/answers.ts';
import { refusalsOf } from '../../platform/http/problem.ts';
import { general } from '../../platform/http/problems.ts';
import { typedText } from '../../platform/http/typed-text.ts';
import type { StaffSession } from '../staff/index.ts';
import { backofficeProblems } from './backoffice.problems.ts';
import { LIST_COLUMNS, type SAVED_FIELDS, type ListViews } from './list-views.ts';

export const LONGEST_NAME = 30;
const closed = { additionalProperties: false };
const changing = general('no_session', 'bad_origin', 'not_permitted');

const Day = Type.Optional(Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' }));
const Word = Type.Optional(Type.String({ pattern: '^[a-z0-9_]{1,20}$' }));
const SavedQuery = Type.Object(
  {
    ...{ state: Word, placed: Word, gateway: Word, from: Day, to: Day },
    sku: Type.Optional(Type.String({ pattern: '^[1-9]\\d{0,17}$' })),
    flag: Type.Optional(typedText('line', { maxLength: 20 })),
  } satisfies Record<(typeof SAVED_FIELDS)[number], unknown>,
  { ...closed, description: 'What the address of the list asks for.' },
);
const Filter = Type.Object({
  id: Type.String(),
  name: Type.String(),
  query: Type.Record(Type.String(), Type.String()),
  isShared: Type.Boolean({ description: 'Everybody of the staff sees it.' }),
  isOwn: Type.Boolean(),
});
const Columns = Type.Object({ columns: Type.Array(Type.Enum([...LIST_COLUMNS])) });

export function listViewRoutes(app: ApiApp, views: ListViews): void {
  filterRoutes(app, views);
  app.get(
    '/staff/order-columns',
    {
      schema: {
        summary: 'Which columns I have chosen for the list of orders',
        response: answers({ 200: Columns }, general('no_session', 'not_permitted')),
      },
      config: { access: { staff: 'orders:read' } },
    },
    async (request, reply) =>
      reply.send({ columns: [...(await views.columns(staffOf<StaffSession>(request)))] }),
  );
  app.put(
    '/staff/order-columns',
    {
      schema: {
        summary: 'Choose them; they stand in the order of the list, whatever the order here',
        body: Type.Object(
          {
            columns: Type.Array(Type.Enum([...LIST_COLUMNS]), {
              maxItems: LIST_COLUMNS.length,
              uniqueItems: true,
            }),
          },
          closed,
        ),
        response: answers({ 200: Columns }, changing),
      },
      config: { access: { staff: 'orders:read' } },
    },
    async (request, reply) => {
      const columns = await views.chooseColumns(staffOf<StaffSession>(request), request.body.columns);
      return reply.send({ columns: [...columns] });
    },
  );
}

function filterRoutes(app: ApiApp, views: ListViews): void {
  app.get(
    '/staff/order-filters',
    {
      schema: {
        summary: 'Filters of the list of orders that I have saved, and those that others share',
        response: answers({ 200: Type.Array(Filter) }, general('no_session', 'not_permitted')),
      },
      config: { access: { staff: 'orders:read' } },
    },
    async (request, reply) => reply.send([...(await views.filters(staffOf<StaffSession>(request)))]),
  );
  app.post(
    '/staff/order-filters',
    {
      schema: {
        summary: 'Save what I look at, under a name',
        body: Type.Object(
          {
            name: typedText('line', { minLength: 1, maxLength: LONGEST_NAME }),
            query: SavedQuery,
            isShared: Type.Boolean(),
          },
          closed,
        ),
        response: answers({ 201: Filter }, changing, refusalsOf(backofficeProblems, 'too_many_filters')),
      },
      config: { access: { staff: 'orders:read' } },
    },
    async (request, reply) => {
      const outcome = await views.saveFilter(staffOf<StaffSession>(request), request.body);
      return outcome.ok ? reply.code(201).send(outcome.value) : sendRefusal(reply, outcome.error);
    },
  );
  app.delete(
    '/staff/order-filters/:id',
    {
      schema: {
        summary: 'Remove one of my own',
        params: Type.Object({ id: Type.String({ format: 'uuid' }) }),
        response: answers({ 204: Type.Null() }, changing, refusalsOf(backofficeProblems, 'filter_not_found')),
      },
      config: { access: { staff: 'orders:read' } },
    },
    async (request, reply) => {
      const outcome = await views.removeFilter(staffOf<StaffSession>(request), request.params.id);
      return outcome.ok ? reply.code(204).send(null) : sendRefusal(reply, outcome.error);
    },
  );
}
