import { Type } from 'typebox';
import { staffOf } from '../../platform/http/access.ts';
import type { ApiApp } from '../../platform/http/api.ts';
import { answers, sendRefusal } from '../../platform/http/answers.ts';
import { refusalsOf } from '../../platform/http/problem.ts';
import { general } from '../../platform/http/problems.ts';
import type { StaffSession } from '../staff/index.ts';
import type { Tasks } from './manage-tasks.ts';
import { sendFile } from './send-file.ts';
import { keptUntil, TASK_STATES, type Task } from './task.ts';
import { taskProblems } from './tasks.problems.ts';

const Moment = Type.String({ format: 'date-time' });
const orNull = <Of extends Type.TSchema>(of: Of) => Type.Union([of, Type.Null()]);
const Params = Type.Object({ id: Type.String({ format: 'uuid' }) });
const CURSOR = /^(\d{1,15})-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;
const PAGE = 50;

export const TaskSchema = Type.Object({
  id: Type.String(),
  kind: Type.String(),
  state: Type.Enum([...TASK_STATES]),
  startedBy: Type.String({ description: 'Who of the staff.' }),
  fileName: orNull(Type.String({ description: 'Of the file that was handed in with it.' })),
  done: Type.Integer({ description: 'How far it is, in whatever the kind counts.' }),
  total: orNull(Type.Integer()),
  isEnding: Type.Boolean({ description: 'It was cancelled, and ends at its next step.' }),
  createdAt: Moment,
  startedAt: orNull(Moment),
  endedAt: orNull(Moment),
  keptUntil: orNull(Moment),
  result: orNull(
    Type.Object({
      name: Type.String(),
      mediaType: Type.String(),
      bytes: Type.Integer(),
      url: Type.String({ description: 'Where it is fetched.' }),
    }),
  ),
});

/** Long work: what is under way, what came of it, and ending it. */
export function taskRoutes(app: ApiApp, tasks: Tasks): void {
  listRoute(app, tasks);
  app.get(
    '/staff/tasks/:id',
    {
      schema: {
        summary: 'One task, with what was asked for and what came of it',
        params: Params,
        response: answers(
          {
            200: Type.Object({ ...TaskSchema.properties, input: Type.Unknown(), report: Type.Unknown() }),
          },
          general('no_session'),
          refusalsOf(taskProblems, 'task_not_found'),
        ),
      },
      config: { access: 'staff', forKeys: true },
    },
    async (request, reply) => {
      const task = await tasks.find(staffOf<StaffSession>(request), request.params.id);
      if (task === undefined) return sendRefusal(reply, { code: 'task_not_found' });
      return reply.send({ ...presentTask(task), input: task.input, report: task.report });
    },
  );
  app.post(
    '/staff/tasks/:id/cancellation',
    {
      schema: {
        summary: 'End a task at its next step; what it has committed stays',
        params: Params,
        response: answers(
          { 202: Type.Null() },
          general('no_session', 'bad_origin'),
          refusalsOf(taskProblems, 'task_not_found', 'task_has_ended'),
        ),
      },
      config: { access: 'staff', forKeys: true },
    },
    async (request, reply) => {
      const outcome = await tasks.cancel(staffOf<StaffSession>(request), request.params.id);
      return outcome.ok ? reply.code(202).send(null) : sendRefusal(reply, outcome.error);
    },
  );
  resultRoute(app, tasks);
}

function listRoute(app: ApiApp, tasks: Tasks): void {
  app.get(
    '/staff/tasks',
    {
      schema: {
        summary: 'Long work of the kinds that the caller may do, newest first',
        querystring: Type.Object(
          {
            kind: Type.Optional(Type.String({ pattern: '^[a-z-]{1,60}$' })),
            limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
            cursor: Type.Optional(Type.String({ pattern: CURSOR.source })),
          },
          { additionalProperties: false },
        ),
        response: answers(
          { 200: Type.Object({ items: Type.Array(TaskSchema), nextCursor: orNull(Type.String()) }) },
          general('no_session'),
        ),
      },
      config: { access: 'staff', forKeys: true },
    },
    async (request, reply) => {
      const { kind, cursor = '', limit = PAGE } = request.query;
      const [, at, id] = CURSOR.exec(cursor) ?? [];
      const after = id === undefined ? undefined : { createdAt: new Date(Number(at)), id };
      const kinds = kind === undefined ? {} : { kinds: [kind] };
      const items = await tasks.list(staffOf<StaffSession>(request), { ...kinds, after, limit });
      const last = items.length === limit ? items.at(-1) : undefined;
      const nextCursor = last === undefined ? null : `${last.createdAt.getTime()}-${last.id}`;
      return reply.send({ items: items.map(presentTask), nextCursor });
    },
  );
}

function resultRoute(app: ApiApp, tasks: Tasks): void {
  app.get(
    '/staff/tasks/:id/result',
    {
      schema: {
        summary: 'Fetch the file that a task has made',
        params: Params,
        response: answers(
          {
            200: {
              content: { 'application/octet-stream': { schema: Type.String({ format: 'binary' }) } },
              description: 'The file.',
            },
          },
          general('no_session', 'not_ahead'),
          refusalsOf(taskProblems, 'task_not_found', 'task_without_result'),
        ),
      },
      // That somebody takes it along is written down.
      config: { access: 'staff', forKeys: true, changesOnGet: true },
    },
    async (request, reply) => {
      const outcome = await tasks.openResult(staffOf<StaffSession>(request), request.params.id);
      return outcome.ok ? sendFile(reply, outcome.value) : sendRefusal(reply, outcome.error);
    },
  );
}

export function presentTask(task: Task) {
  const { id, kind, state, staffId, fileName, done, total, isEnding, createdAt, startedAt, endedAt, result } =
    task;
  return {
    ...{ id, kind, state, startedBy: staffId, fileName, done, total, isEnding },
    createdAt: createdAt.toISOString(),
    startedAt: startedAt?.toISOString() ?? null,
    endedAt: endedAt?.toISOString() ?? null,
    keptUntil: keptUntil(task)?.toISOString() ?? null,
    result: result && { ...result, url: `/api/v1/staff/tasks/${id}/result` },
  };
}
