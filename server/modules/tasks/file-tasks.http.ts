import multipart from '@fastify/multipart';
import { Type } from 'typebox';
import type { Readable } from 'node:stream';
import { cleanLine } from '../../kernel/clean-text.ts';
import type { Language } from '../../kernel/language.ts';
import type { Permission } from '../../kernel/permission.ts';
import { staffOf } from '../../platform/http/access.ts';
import type { ApiApp } from '../../platform/http/api.ts';
import { answers, sendRefusal } from '../../platform/http/answers.ts';
import { refusalsOf } from '../../platform/http/problem.ts';
import { findFile, whileReading } from '../../platform/http/multipart-file.ts';
import { general } from '../../platform/http/problems.ts';
import type { StaffSession } from '../staff/index.ts';
import type { FileKinds } from './import-by-file.ts';
import type { Tasks } from './manage-tasks.ts';
import { presentTask, TaskSchema } from './tasks.http.ts';
import { taskProblems } from './tasks.problems.ts';
import { sendFile } from './send-file.ts';

/** Of a file that is handed in: some hundred thousand rows of CSV, a million of XLSX. */
export const MOST_UPLOAD_BYTES = 32 * 1024 * 1024;
/** Around the file: boundaries and the heads of parts. */
const ENVELOPE_BYTES = 16 * 1024;
/** Points of work: a task is a row and a file, and what it does is done in turn. */
const TASK_COST = 10;
export const LONGEST_FILE_NAME = 120;

export const SHEET_FORMS = ['xlsx', 'csv'] as const;
export type SheetForm = (typeof SHEET_FORMS)[number];
export type MadeSheet = { readonly name: string; readonly mediaType: string; readonly content: Readable };

/** What can be taken in and given out as a file: goods, counts of stock. */
export type FileMatter = {
  /** In addresses, as `catalogue` in `/staff/catalogue-imports`. */
  readonly name: string;
  /** In the summaries of routes. */
  readonly what: string;
  readonly kinds: FileKinds & { readonly export: string };
  readonly change: Permission;
  readonly read: Permission;
  /** A file with the head and an example, to be filled in. */
  template(form: SheetForm, language: Language): MadeSheet;
};

/** Routes to hand a file in, to have it written, to have one made, and a template. In a scope that alone takes multipart bodies. */
export async function fileTaskRoutes(app: ApiApp, tasks: Tasks, matter: FileMatter): Promise<void> {
  await app.register(async (scope) => {
    await scope.register(multipart, {
      limits: { files: 1, fields: 0, parts: 1, fileSize: MOST_UPLOAD_BYTES, headerPairs: 20 },
      throwFileSizeLimit: false,
    });
    importRoute(scope as unknown as ApiApp, tasks, matter);
  });
  confirmRoute(app, tasks, matter);
  exportRoute(app, tasks, matter);
  templateRoute(app, matter);
}

function importRoute(app: ApiApp, tasks: Tasks, { name, what, kinds, change }: FileMatter): void {
  app.post(
    `/staff/${name}-imports`,
    {
      bodyLimit: MOST_UPLOAD_BYTES + ENVELOPE_BYTES,
      schema: {
        summary: `Hand in ${what} as CSV or XLSX, as the one file of a multipart/form-data body, to be checked`,
        description:
          'Answers the task that checks it: nothing is written. Its report tells what is wrong, row by row; a report without faults is confirmed.',
        consumes: ['multipart/form-data'],
        response: answers(
          { 202: TaskSchema },
          general('no_session', 'bad_origin', 'not_permitted', 'upload_quota_used'),
          refusalsOf(taskProblems, 'file_missing', 'file_too_large'),
        ),
      },
      config: { access: { staff: change }, cost: TASK_COST },
    },
    async (request, reply) => {
      const part = await findFile(request);
      if (part === undefined) return sendRefusal(reply, { code: 'file_missing' });
      const handedIn = {
        fileName: [...cleanLine(part.filename)].slice(-LONGEST_FILE_NAME).join('') || 'file',
        content: part.file,
        language: request.language,
      };
      const by = staffOf<StaffSession>(request);
      const outcome = await whileReading(part, () =>
        tasks.checkFile(by, kinds, handedIn, () => part.file.truncated),
      );
      return outcome.ok
        ? reply.code(202).send(presentTask(outcome.value))
        : sendRefusal(reply, outcome.error);
    },
  );
}

function confirmRoute(app: ApiApp, tasks: Tasks, { name, what, kinds, change }: FileMatter): void {
  app.post(
    `/staff/${name}-imports/:id/confirmation`,
    {
      schema: {
        summary: `Write ${what} that were checked without a fault, all of them or nothing`,
        description: 'Confirming once more answers the same task.',
        params: Type.Object({ id: Type.String({ format: 'uuid', description: 'The task that checked.' }) }),
        response: answers(
          { 202: TaskSchema },
          general('no_session', 'bad_origin', 'not_permitted'),
          refusalsOf(taskProblems, 'task_not_found', 'import_not_ready'),
        ),
      },
      config: { access: { staff: change }, cost: TASK_COST },
    },
    async (request, reply) => {
      const by = staffOf<StaffSession>(request);
      const outcome = await tasks.confirmFile(by, kinds, request.params.id, request.language);
      return outcome.ok
        ? reply.code(202).send(presentTask(outcome.value))
        : sendRefusal(reply, outcome.error);
    },
  );
}

function exportRoute(app: ApiApp, tasks: Tasks, { name, what, kinds, read }: FileMatter): void {
  app.post(
    `/staff/${name}-exports`,
    {
      schema: {
        summary: `Have a file made of ${what}`,
        description: 'Answers the task that makes it.',
        body: Type.Object({ format: Type.Enum([...SHEET_FORMS]) }, { additionalProperties: false }),
        response: answers({ 202: TaskSchema }, general('no_session', 'bad_origin', 'not_permitted')),
      },
      config: { access: { staff: read }, cost: TASK_COST },
    },
    async (request, reply) => {
      const { format } = request.body;
      const asked = { kind: kinds.export, input: { format }, language: request.language };
      return reply.code(202).send(presentTask(await tasks.start(staffOf<StaffSession>(request), asked)));
    },
  );
}

function templateRoute(app: ApiApp, { name, what, change, template }: FileMatter): void {
  app.get(
    `/staff/${name}-import-template`,
    {
      schema: {
        summary: `A file to fill in with ${what}: the head, and an example`,
        querystring: Type.Object(
          { format: Type.Optional(Type.Enum([...SHEET_FORMS])) },
          { additionalProperties: false },
        ),
        response: answers(
          {
            200: {
              content: { 'application/octet-stream': { schema: Type.String({ format: 'binary' }) } },
              description: 'The file.',
            },
          },
          general('no_session', 'not_permitted'),
        ),
      },
      config: { access: { staff: change } },
    },
    async (request, reply) => sendFile(reply, template(request.query.format ?? 'xlsx', request.language)),
  );
}
