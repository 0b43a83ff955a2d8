import { Type } from 'typebox';
import type { Result } from '../../kernel/result.ts';
import { staffOf } from '../../platform/http/access.ts';
import type { ApiApp } from '../../platform/http/api.ts';
import { answers, sendRefusal } from '../../platform/http/answers.ts';
import { refusalsOf } from '../../platform/http/problem.ts';
import { general } from '../../platform/http/problems.ts';
import { typedText } from '../../platform/http/typed-text.ts';
import type { StaffSession } from '../staff/index.ts';
import { caseProblems } from './cases.problems.ts';
import { CASE_KINDS, type CaseKind, type OpenCase, type Waiting } from './cases.ts';

const Moment = Type.String({ format: 'date-time' });
const CURSOR = /^(\d{1,15})-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;
const PAGE = 50;
export const LONGEST_REASON = 500;

/** What needs a person, as the back office asks for it. */
export type OpenCases = {
  /** How many wait of each kind, and since when; the kind whose oldest waits longest comes first. */
  waiting(): Promise<readonly Waiting[]>;
  /** Oldest first; of one kind, or of all. */
  list(asked: {
    kind?: CaseKind;
    after?: Pick<OpenCase, 'openedAt' | 'caseId'>;
    limit: number;
  }): Promise<readonly OpenCase[]>;
  /** Ends one by somebody's word. Refuses `case_not_open`. */
  close(
    by: StaffSession,
    caseId: string,
    reason: string,
  ): Promise<Result<null, { readonly code: 'case_not_open' }>>;
};

export function caseRoutes(app: ApiApp, cases: OpenCases): void {
  listRoute(app, cases);
  app.post(
    '/staff/cases/:id/closing',
    {
      schema: {
        summary: 'Close a case and say why; nothing else is done about it',
        params: Type.Object({ id: Type.String({ format: 'uuid' }) }),
        body: Type.Object(
          { reason: typedText('line', { minLength: 1, maxLength: LONGEST_REASON }) },
          { additionalProperties: false },
        ),
        response: answers(
          { 204: Type.Null() },
          general('no_session', 'bad_origin', 'not_permitted'),
          refusalsOf(caseProblems, 'case_not_open'),
        ),
      },
      config: { access: { staff: 'cases:close' } },
    },
    async (request, reply) => {
      const by = staffOf<StaffSession>(request);
      const outcome = await cases.close(by, request.params.id, request.body.reason);
      return outcome.ok ? reply.code(204).send(null) : sendRefusal(reply, outcome.error);
    },
  );
}

const CaseSchema = Type.Object({
  id: Type.String(),
  kind: Type.String(),
  subject: Type.String({ description: 'The number or name of what it is about.' }),
  facts: Type.Record(Type.String(), Type.Unknown()),
  openedAt: Moment,
  metAt: Moment,
  times: Type.Integer({ description: 'How often it was met.' }),
});

function listRoute(app: ApiApp, cases: OpenCases): void {
  app.get(
    '/staff/cases',
    {
      schema: {
        summary: 'What needs a person, oldest first',
        querystring: Type.Object(
          {
            kind: Type.Optional(Type.Enum([...CASE_KINDS])),
            limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
            cursor: Type.Optional(Type.String({ pattern: CURSOR.source })),
          },
          { additionalProperties: false },
        ),
        response: answers(
          {
            200: Type.Object({
              items: Type.Array(CaseSchema),
              nextCursor: Type.Union([Type.String(), Type.Null()]),
            }),
          },
          general('no_session', 'not_permitted'),
        ),
      },
      config: { access: { staff: 'cases:read' } },
    },
    async (request, reply) => {
      const { kind, cursor = '', limit = PAGE } = request.query;
      const [, at, caseId] = CURSOR.exec(cursor) ?? [];
      const after = caseId === undefined ? {} : { after: { openedAt: new Date(Number(at)), caseId } };
      const items = await cases.list({ ...(kind !== undefined && { kind }), ...after, limit });
      const last = items.length === limit ? items.at(-1) : undefined;
      const nextCursor = last === undefined ? null : `${last.openedAt.getTime()}-${last.caseId}`;
      return reply.send({ items: items.map(present), nextCursor });
    },
  );
}

function present({ caseId, kind, subject, facts, openedAt, metAt, times }: OpenCase) {
  return {
    ...{ id: caseId, kind, subject, facts, times },
    openedAt: openedAt.toISOString(),
    metAt: metAt.toISOString(),
  };
}
