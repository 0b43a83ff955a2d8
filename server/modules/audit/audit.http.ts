import { Type } from 'typebox';
import { actorColumns, type StaffId } from '../../kernel/actor.ts';
import type { ApiApp } from '../../platform/http/api.ts';
import { answers } from '../../platform/http/answers.ts';
import { general } from '../../platform/http/problems.ts';
import type { Act } from './act.ts';
import type { ActFilter } from './list-acts.sql.ts';

const Moment = Type.String({ format: 'date-time' });
const Word = Type.Optional(Type.String({ maxLength: 100 }));
const CURSOR = /^(\d{1,15})-(\d{1,15})$/;
const PAGE = 50;

const ActSchema = Type.Object({
  seq: Type.Integer(),
  at: Moment,
  by: Type.String({ description: '`staff`, `system` …' }),
  byId: Type.Union([Type.String(), Type.Null()]),
  byKey: Type.Union([Type.String(), Type.Null()], { description: 'The key by which a program did it.' }),
  what: Type.String(),
  subject: Type.Object({ kind: Type.String(), id: Type.String() }),
  before: Type.Unknown(),
  after: Type.Unknown(),
  reason: Type.Union([Type.String(), Type.Null()]),
  from: Type.Union([Type.String(), Type.Null()]),
});

/** What was done, for those who may know. */
export function auditRoutes(app: ApiApp, list: (filter: ActFilter) => Promise<Act[]>): void {
  app.get(
    '/staff/audit',
    {
      schema: {
        summary: 'What the staff did, newest first',
        querystring: Type.Object(
          {
            staffId: Type.Optional(Type.String({ format: 'uuid' })),
            ...{ subjectKind: Word, subjectId: Word, what: Word },
            ...{ from: Type.Optional(Moment), to: Type.Optional(Moment) },
            limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
            cursor: Type.Optional(Type.String({ pattern: CURSOR.source })),
          },
          { additionalProperties: false, dependencies: { subjectId: ['subjectKind'] } },
        ),
        response: answers(
          {
            200: Type.Object({
              items: Type.Array(ActSchema),
              nextCursor: Type.Union([Type.String(), Type.Null()]),
            }),
          },
          general('no_session', 'not_permitted'),
        ),
      },
      config: { access: { staff: 'audit:read' } },
    },
    async (request, reply) => {
      const limit = request.query.limit ?? PAGE;
      const acts = await list({ ...readFilter(request.query), limit });
      const last = acts.length === limit ? acts.at(-1) : undefined;
      const nextCursor = last === undefined ? null : `${last.at.getTime()}-${last.seq}`;
      return reply.send({ items: acts.map(present), nextCursor });
    },
  );
}

type Asked = Partial<
  Record<'staffId' | 'subjectKind' | 'subjectId' | 'what' | 'from' | 'to' | 'cursor', string>
>;

/** A subject is asked for by its kind, or by its kind and its id; an id alone names nothing, and is refused. */
function readFilter(asked: Asked): Omit<ActFilter, 'limit'> {
  const { staffId, subjectKind: kind, subjectId: id, what, from, to, cursor = '' } = asked;
  const [, at, seq] = CURSOR.exec(cursor) ?? [];
  return {
    ...(staffId !== undefined && { staffId: staffId.toLowerCase() as StaffId }),
    ...(kind !== undefined && { subject: { kind, ...(id !== undefined && { id }) } }),
    ...(what !== undefined && { what }),
    ...(from !== undefined && { from: new Date(from) }),
    ...(to !== undefined && { to: new Date(to) }),
    ...(seq !== undefined && { after: { at: new Date(Number(at)), seq: Number(seq) } }),
  };
}

function present({ actor, at, ...act }: Act) {
  const [by, byId] = actorColumns(actor);
  const byKey = (actor.by === 'staff' && actor.keyId) || null;
  return { ...act, by, byId, byKey, at: at.toISOString() };
}
