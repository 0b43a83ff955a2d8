import { Type } from 'typebox';
import { toFen } from '../../../kernel/money.ts';
import { staffOf } from '../../../platform/http/access.ts';
import type { ApiApp } from '../../../platform/http/api.ts';
import { answers, sendRefusal } from '../../../platform/http/answers.ts';
import { refusalsOf } from '../../../platform/http/problem.ts';
import { general } from '../../../platform/http/problems.ts';
import type { StaffSession } from '../../staff/index.ts';
import { freightProblems } from './freight-templates.problems.ts';
import {
  fields,
  presentTemplate,
  readDefinition,
  TemplateSchema,
  TrialSchema,
  TriedSchema,
} from './freight-templates.schemas.ts';
import type { StaffFreight } from './staff-freight.ts';

const closed = { additionalProperties: false };
const Params = Type.Object({ id: Type.String({ format: 'uuid' }) });
const READ = { access: { staff: 'prices:read' } } as const;
const CHANGE = { access: { staff: 'prices:change' } } as const;
const reading = general('no_session', 'not_permitted');
const changing = general('no_session', 'bad_origin', 'not_permitted');
const notFound = refusalsOf(freightProblems, 'freight_template_not_found');

/** What the way to each district costs, for staff. */
export function freightTemplateRoutes(app: ApiApp, freight: StaffFreight): void {
  readRoutes(app, freight);
  makeRoute(app, freight);
  changeRoute(app, freight);
  removeRoute(app, freight);
  trialRoute(app, freight);
}

function readRoutes(app: ApiApp, freight: StaffFreight): void {
  app.get(
    '/staff/freight-templates',
    {
      schema: {
        summary: 'Freight templates, the oldest first',
        response: answers(
          { 200: Type.Object({ items: Type.Array(TemplateSchema), nextCursor: Type.Null() }) },
          reading,
        ),
      },
      config: READ,
    },
    async ({ language }, reply) => {
      const items = (await freight.list()).map((one) => presentTemplate(one, language));
      return reply.send({ items, nextCursor: null });
    },
  );
  app.get(
    '/staff/freight-templates/:id',
    {
      schema: {
        summary: 'A freight template',
        params: Params,
        response: answers({ 200: TemplateSchema }, reading, notFound),
      },
      config: READ,
    },
    async ({ params, language }, reply) => {
      const found = await freight.find(params.id);
      if (found === undefined) return sendRefusal(reply, { code: 'freight_template_not_found' });
      return reply.send(presentTemplate(found, language));
    },
  );
}

function makeRoute(app: ApiApp, freight: StaffFreight): void {
  app.post(
    '/staff/freight-templates',
    {
      schema: {
        summary: 'Add a freight template',
        body: Type.Object(
          {
            ...{ name: fields.name, basis: fields.basis, rows: fields.rows },
            notServed: Type.Optional(fields.notServed),
            free: Type.Optional(fields.free),
            isDefault: Type.Optional(fields.isDefault),
          },
          closed,
        ),
        response: answers(
          { 201: TemplateSchema },
          changing,
          refusalsOf(freightProblems, 'freight_template_faulty', 'too_many_freight_templates'),
        ),
      },
      config: CHANGE,
    },
    async (request, reply) => {
      const { name, isDefault = false, basis, notServed = [], ...sent } = request.body;
      const definition = { basis, notServed, rows: [], ...readDefinition(sent) };
      const outcome = await freight.make(staffOf<StaffSession>(request), { name, isDefault, definition });
      if (!outcome.ok) return sendRefusal(reply, outcome.error);
      return reply.code(201).send(presentTemplate(outcome.value, request.language));
    },
  );
}

function changeRoute(app: ApiApp, freight: StaffFreight): void {
  app.patch(
    '/staff/freight-templates/:id',
    {
      schema: {
        summary: 'Change a freight template; orders that were placed keep what they cost',
        params: Params,
        body: Type.Object(
          {
            name: Type.Optional(fields.name),
            basis: Type.Optional(fields.basis),
            rows: Type.Optional(fields.rows),
            notServed: Type.Optional(fields.notServed),
            free: Type.Optional(fields.free),
            isDefault: Type.Optional(fields.isDefault),
            expectedVersion: Type.Integer({
              ...{ minimum: 1, maximum: 2_147_483_647 },
              description: 'That was looked at before. Another one holds by now: 409.',
            }),
          },
          closed,
        ),
        response: answers(
          { 200: TemplateSchema },
          changing,
          notFound,
          refusalsOf(
            freightProblems,
            ...(['freight_template_faulty', 'freight_template_changed'] as const),
            'freight_template_is_default',
          ),
        ),
      },
      config: CHANGE,
    },
    async (request, reply) => {
      const { name, isDefault, expectedVersion, ...sent } = request.body;
      const change = {
        ...{ id: request.params.id, expectedVersion, definition: readDefinition(sent) },
        ...(name !== undefined && { name }),
        ...(isDefault !== undefined && { isDefault }),
        isNeverFree: sent.free === null,
      };
      const outcome = await freight.change(staffOf<StaffSession>(request), change);
      if (!outcome.ok) return sendRefusal(reply, outcome.error);
      return reply.send(presentTemplate(outcome.value, request.language));
    },
  );
}

function removeRoute(app: ApiApp, freight: StaffFreight): void {
  app.delete(
    '/staff/freight-templates/:id',
    {
      schema: {
        summary: 'Remove a freight template that no goods go by',
        params: Params,
        response: answers(
          { 204: Type.Null() },
          changing,
          notFound,
          refusalsOf(freightProblems, 'freight_template_in_use', 'freight_template_is_default'),
        ),
      },
      config: CHANGE,
    },
    async (request, reply) => {
      const outcome = await freight.remove(staffOf<StaffSession>(request), request.params.id);
      return outcome.ok ? reply.code(204).send(null) : sendRefusal(reply, outcome.error);
    },
  );
}

function trialRoute(app: ApiApp, freight: StaffFreight): void {
  app.post(
    '/staff/freight-templates/:id/trial',
    {
      schema: {
        summary: 'See what the way of some goods to a district would cost',
        params: Params,
        body: TrialSchema,
        response: answers(
          { 200: TriedSchema },
          general('no_session', 'bad_origin', 'not_permitted'),
          notFound,
        ),
      },
      config: READ,
    },
    async ({ params, body: { amount, ...trial } }, reply) => {
      const found = await freight.find(params.id);
      if (found === undefined) return sendRefusal(reply, { code: 'freight_template_not_found' });
      const tried = freight.tryOut(found.definition, {
        ...trial,
        ...(amount !== undefined && { amount: toFen(amount) }),
      });
      if (!tried.isServed) return reply.send({ isServed: false });
      const { days, ...told } = tried;
      return reply.send({ ...told, ...(days !== undefined && { days: [...days] }) });
    },
  );
}
