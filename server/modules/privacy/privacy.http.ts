import type { FastifyReply } from 'fastify';
import type { Readable } from 'node:stream';
import { Type } from 'typebox';
import { sessionOf } from '../../platform/http/access.ts';
import type { ApiApp } from '../../platform/http/api.ts';
import { answers, sendRefusal } from '../../platform/http/answers.ts';
import { refusalsOf } from '../../platform/http/problem.ts';
import { general } from '../../platform/http/problems.ts';
import { signInProblems } from '../sign-in/index.ts';
import type { Privacy } from './privacy-centre.ts';
import { policyRoutes } from './policies.http.ts';
import type { Asker } from './privacy.deps.ts';
import type { Deletion, PersonalDataExport } from './privacy.ts';
import { privacyProblems } from './privacy.problems.ts';

const Moment = Type.String({ format: 'date-time' });
const ExportSchema = Type.Object({
  id: Type.String(),
  state: Type.Union([
    Type.Literal('requested'),
    Type.Literal('ready'),
    Type.Literal('fetched'),
    Type.Literal('expired'),
  ]),
  requestedAt: Moment,
  readyAt: Type.Union([Moment, Type.Null()]),
  expiresAt: Moment,
});
const DeletionSchema = Type.Object({ requestedAt: Moment, eraseAt: Moment });
const ExportParams = Type.Object({ id: Type.String({ maxLength: 64 }) });

/** The texts of law, export, erasure, and who saw my data. */
export function privacyRoutes(app: ApiApp, privacy: Privacy): void {
  policyRoutes(app, privacy);
  exportRoutes(app, privacy);
  linkRoute(app, privacy);
  fetchRoute(app, privacy);
  deletionRoutes(app, privacy);
  readsRoute(app, privacy);
}

function exportRoutes(app: ApiApp, privacy: Privacy): void {
  app.post(
    '/privacy/exports',
    {
      schema: {
        summary: 'Ask for everything about me',
        description: 'While one is being made, asking again answers that one.',
        response: answers(
          { 202: ExportSchema },
          general('no_session', 'bad_origin'),
          refusalsOf(signInProblems, 'step_up_required'),
          refusalsOf(privacyProblems, 'too_many_exports'),
        ),
      },
      config: { access: 'customer', act: 'export_data' },
    },
    async (request, reply) => {
      const outcome = await privacy.requestExport(sessionOf<Asker>(request), request.language);
      return outcome.ok
        ? reply.code(202).send(presentExport(outcome.value))
        : sendRefusal(reply, outcome.error);
    },
  );
  app.get(
    '/privacy/exports',
    {
      schema: {
        summary: 'My exports, the newest first',
        response: answers(
          { 200: Type.Object({ items: Type.Array(ExportSchema), nextCursor: Type.Null() }) },
          general('no_session'),
        ),
      },
      config: { access: 'customer' },
    },
    async (request, reply) => {
      const exports = await privacy.exports(sessionOf<Asker>(request).customerId);
      return reply.send({ items: exports.map(presentExport), nextCursor: null });
    },
  );
}

function linkRoute(app: ApiApp, privacy: Privacy): void {
  app.post(
    '/privacy/exports/:id/links',
    {
      schema: {
        summary: 'A link by which a finished export is fetched, for 24 hours',
        description: 'A new link makes the one before worthless.',
        params: ExportParams,
        response: answers(
          { 201: Type.Object({ url: Type.String(), expiresAt: Moment }) },
          general('no_session', 'bad_origin'),
          refusalsOf(signInProblems, 'step_up_required'),
          refusalsOf(privacyProblems, 'export_gone'),
        ),
      },
      config: { access: 'customer', act: 'fetch_export' },
    },
    async (request, reply) => {
      const outcome = await privacy.makeExportLink(sessionOf<Asker>(request), request.params.id);
      if (!outcome.ok) return sendRefusal(reply, outcome.error);
      const { url, expiresAt } = outcome.value;
      return reply.code(201).send({ url, expiresAt: expiresAt.toISOString() });
    },
  );
}

function fetchRoute(app: ApiApp, privacy: Privacy): void {
  app.get(
    '/privacy/exports/:id',
    {
      schema: {
        summary: 'Fetch an export by its link: a ZIP of JSON files and a page to read',
        params: ExportParams,
        querystring: Type.Object({ token: Type.String({ maxLength: 100 }) }, { additionalProperties: false }),
        response: answers(
          {
            200: {
              content: { 'application/zip': { schema: Type.String({ format: 'binary' }) } },
              description: 'The export.',
            },
          },
          general('no_session', 'not_ahead'),
          refusalsOf(privacyProblems, 'export_gone'),
        ),
      },
      config: { access: 'customer', changesOnGet: true },
    },
    async (request, reply) => {
      const { customerId } = sessionOf<Asker>(request);
      const wanted = { customerId, exportId: request.params.id, token: request.query.token };
      const found = await privacy.findExport(wanted);
      if (!found.ok) return sendRefusal(reply, found.error);
      return sendZip(reply, await found.value.read());
    },
  );
}

/** Bytes as they come: no schema says more of them than that they are a ZIP. */
function sendZip(reply: FastifyReply, zip: Readable): FastifyReply {
  return reply
    .type('application/zip')
    .header('content-disposition', 'attachment; filename="ks-order-my-data.zip"')
    .send(zip);
}

function deletionRoutes(app: ApiApp, privacy: Privacy): void {
  app.get(
    '/privacy/deletion',
    {
      schema: {
        summary: 'The erasure of my account that I asked for',
        response: answers({ 200: DeletionSchema }, general('no_session', 'not_found')),
      },
      config: { access: 'customer' },
    },
    async (request, reply) => {
      const deletion = await privacy.deletion(sessionOf<Asker>(request).customerId);
      return deletion === undefined
        ? sendRefusal(reply, { code: 'not_found' })
        : reply.send(presentDeletion(deletion));
    },
  );
  app.post(
    '/privacy/deletion',
    {
      schema: {
        summary: 'Have my account erased in seven days',
        description: 'Asking again answers the date that stands.',
        response: answers(
          { 202: DeletionSchema },
          general('no_session', 'bad_origin'),
          refusalsOf(signInProblems, 'step_up_required'),
          refusalsOf(privacyProblems, 'deletion_blocked'),
        ),
      },
      config: { access: 'customer', act: 'erase_account' },
    },
    async (request, reply) => {
      const outcome = await privacy.scheduleDeletion(sessionOf<Asker>(request), request.language);
      return outcome.ok
        ? reply.code(202).send(presentDeletion(outcome.value))
        : sendRefusal(reply, outcome.error);
    },
  );
  app.delete(
    '/privacy/deletion',
    {
      schema: {
        summary: 'Keep my account after all',
        response: answers({ 204: Type.Null() }, general('no_session', 'bad_origin', 'not_found')),
      },
      config: { access: 'customer' },
    },
    async (request, reply) => {
      const isCancelled = await privacy.cancelDeletion(sessionOf<Asker>(request).customerId);
      return isCancelled ? reply.code(204).send(null) : sendRefusal(reply, { code: 'not_found' });
    },
  );
}

function readsRoute(app: ApiApp, privacy: Privacy): void {
  const ReadSchema = Type.Object({
    at: Moment,
    staffName: Type.String(),
    staffRole: Type.String(),
    what: Type.String(),
    why: Type.String(),
  });
  app.get(
    '/privacy/reads',
    {
      schema: {
        summary: 'Who of the staff saw my data, the latest first',
        querystring: Type.Object(
          {
            limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
            cursor: Type.Optional(Type.String({ format: 'uuid' })),
          },
          { additionalProperties: false },
        ),
        response: answers(
          {
            200: Type.Object({
              items: Type.Array(ReadSchema),
              nextCursor: Type.Union([Type.String(), Type.Null()]),
            }),
          },
          general('no_session'),
        ),
      },
      config: { access: 'customer' },
    },
    async (request, reply) => {
      const reads = await privacy.staffReads(sessionOf<Asker>(request).customerId, request.query);
      const items = reads.items.map(({ at, staffName, staffRole, what, why }) => ({
        at: at.toISOString(),
        staffName,
        staffRole,
        what,
        why,
      }));
      return reply.send({ items, nextCursor: reads.nextCursor });
    },
  );
}

function presentExport({ id, state, requestedAt, readyAt, expiresAt }: PersonalDataExport) {
  return {
    id,
    state,
    requestedAt: requestedAt.toISOString(),
    readyAt: readyAt?.toISOString() ?? null,
    expiresAt: expiresAt.toISOString(),
  };
}

function presentDeletion({ requestedAt, eraseAt }: Deletion) {
  return { requestedAt: requestedAt.toISOString(), eraseAt: eraseAt.toISOString() };
}
