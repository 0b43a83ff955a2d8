import { Type } from 'typebox';
import type { AddressId } from '../../kernel/ids.ts';
import type { Language } from '../../kernel/language.ts';
import type { Page } from '../../kernel/page.ts';
import type { Result } from '../../kernel/result.ts';
import { staffOf } from '../../platform/http/access.ts';
import type { ApiApp } from '../../platform/http/api.ts';
import { answers, sendRefusal } from '../../platform/http/answers.ts';
import { refusalsOf } from '../../platform/http/problem.ts';
import { general } from '../../platform/http/problems.ts';
import { typedText } from '../../platform/http/typed-text.ts';
import type { StaffSession } from '../staff/index.ts';
import { careProblems } from './care.problems.ts';
import {
  CustomerCardSchema,
  CustomerItemSchema,
  NoteSchema,
  writeCard,
  writeItem,
  writeNote,
} from './care.schemas.ts';
import {
  LONGEST_NOTE,
  LONGEST_TAG,
  MOST_TAGS,
  type CustomerItem,
  type CustomerNotFound,
  type Note,
  type NoteRefusal,
  type Revealed,
  type RevealWhat,
} from './care.ts';
import { CUSTOMER_CURSOR, type CustomerQuery } from './list-customers.ts';
import type { CustomerCard } from './show-customer.ts';

/** What staff may know of customers, and do about one. */
export type CustomerCare = {
  list(query: CustomerQuery): Promise<Page<CustomerItem>>;
  show(customerId: string, language: Language): Promise<CustomerCard | undefined>;
  /** The tags that customers have, to choose from; fifty at most. */
  knownTags(): Promise<readonly string[]>;
  reveal(
    by: StaffSession,
    customerId: string,
    what: RevealWhat,
    reason: string,
  ): Promise<Result<Revealed, CustomerNotFound>>;
  changeTags(
    by: StaffSession,
    customerId: string,
    tags: readonly string[],
  ): Promise<Result<readonly string[], CustomerNotFound>>;
  addNote(by: StaffSession, customerId: string, text: string): Promise<Result<Note, NoteRefusal>>;
  removeNote(by: StaffSession, customerId: string, noteId: string): Promise<Result<null, CustomerNotFound>>;
  deactivate(by: StaffSession, customerId: string, reason: string): Promise<Result<null, CustomerNotFound>>;
  reactivate(by: StaffSession, customerId: string, reason: string): Promise<Result<null, CustomerNotFound>>;
};

const PAGE = 50;
/** Tags stand in clear, so none may be a phone or the like. */
const NO_NUMBERS = '^(?!.*[0-9０-９]{5})';
const LONGEST_REASON = 200;
const Params = Type.Object({ id: Type.String({ maxLength: 64 }) });
const Reason = typedText('line', { minLength: 1, maxLength: LONGEST_REASON });
const closed = { additionalProperties: false };
const changes = [
  general('no_session', 'bad_origin', 'not_permitted'),
  refusalsOf(careProblems, 'customer_not_found'),
] as const;
const changing = { config: { access: { staff: 'customers:change' } } } as const;

export function careRoutes(app: ApiApp, care: CustomerCare): void {
  listRoute(app, care);
  cardRoute(app, care);
  revealRoute(app, care);
  tagRoute(app, care);
  noteRoutes(app, care);
  closeRoutes(app, care);
}

const reading = { config: { access: { staff: 'customers:read' } } } as const;

function listRoute(app: ApiApp, care: CustomerCare): void {
  app.get(
    '/staff/customers',
    {
      schema: {
        summary:
          'Customers, newest first; with a tag, who was given it last first; what is personal is masked',
        querystring: Type.Object(
          {
            q: Type.Optional(
              typedText('search', {
                maxLength: 100,
                description: 'A phone, an id or an order number, whole.',
              }),
            ),
            tag: Type.Optional(typedText('line', { maxLength: LONGEST_TAG })),
            limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
            cursor: Type.Optional(Type.String({ pattern: CUSTOMER_CURSOR.source })),
          },
          closed,
        ),
        response: answers(
          {
            200: Type.Object({
              items: Type.Array(CustomerItemSchema),
              nextCursor: Type.Union([Type.String(), Type.Null()]),
            }),
          },
          general('no_session', 'not_permitted'),
        ),
      },
      ...reading,
    },
    async (request, reply) => {
      const { q, tag, cursor, limit = PAGE } = request.query;
      const { items, nextCursor } = await care.list({
        ...{ q, tag, cursor, limit },
        mayFindPhones: staffOf<StaffSession>(request).permissions.has('customers:reveal'),
      });
      return reply.send({ items: items.map(writeItem), nextCursor });
    },
  );
}

function cardRoute(app: ApiApp, care: CustomerCare): void {
  app.get(
    '/staff/customers/:id',
    {
      schema: {
        summary: 'One customer: orders, addresses, consents, tags, notes; what is personal is masked',
        params: Params,
        response: answers(
          { 200: CustomerCardSchema },
          general('no_session', 'not_permitted'),
          refusalsOf(careProblems, 'customer_not_found'),
        ),
      },
      ...reading,
    },
    async (request, reply) => {
      const card = await care.show(request.params.id, request.language);
      return card === undefined
        ? sendRefusal(reply, { code: 'customer_not_found' })
        : reply.send(writeCard(card));
    },
  );
}

function revealRoute(app: ApiApp, care: CustomerCare): void {
  app.post(
    '/staff/customers/:id/revealing',
    {
      schema: {
        summary: 'See a phone or an address in full; the customer sees who has looked, and why',
        params: Params,
        body: Type.Union([
          Type.Object({ field: Type.Literal('phone'), reason: Reason }, closed),
          Type.Object(
            { field: Type.Literal('address'), addressId: Type.String({ format: 'uuid' }), reason: Reason },
            closed,
          ),
        ]),
        response: answers({ 200: Type.Record(Type.String(), Type.String()) }, ...changes),
      },
      config: { access: { staff: 'customers:reveal' } },
    },
    async (request, reply) => {
      const { body } = request;
      const what: RevealWhat =
        body.field === 'phone'
          ? { field: 'phone' }
          : { field: 'address', addressId: body.addressId as AddressId };
      const by = staffOf<StaffSession>(request);
      const outcome = await care.reveal(by, request.params.id, what, body.reason);
      return outcome.ok ? reply.send({ ...outcome.value }) : sendRefusal(reply, outcome.error);
    },
  );
}

function tagRoute(app: ApiApp, care: CustomerCare): void {
  app.put(
    '/staff/customers/:id/tags',
    {
      schema: {
        summary: 'Give a customer these tags, and no others',
        params: Params,
        body: Type.Object(
          {
            tags: Type.Array(
              typedText('line', { minLength: 1, maxLength: LONGEST_TAG, pattern: NO_NUMBERS }),
              {
                maxItems: MOST_TAGS,
              },
            ),
          },
          closed,
        ),
        response: answers({ 200: Type.Object({ tags: Type.Array(Type.String()) }) }, ...changes),
      },
      ...changing,
    },
    async (request, reply) => {
      const by = staffOf<StaffSession>(request);
      const outcome = await care.changeTags(by, request.params.id, request.body.tags);
      return outcome.ok ? reply.send({ tags: [...outcome.value] }) : sendRefusal(reply, outcome.error);
    },
  );
}

function noteRoutes(app: ApiApp, care: CustomerCare): void {
  app.post(
    '/staff/customers/:id/notes',
    {
      schema: {
        summary: 'Write a note about a customer; without phone and identity numbers',
        params: Params,
        body: Type.Object({ text: typedText('lines', { minLength: 1, maxLength: LONGEST_NOTE }) }, closed),
        response: answers(
          { 201: NoteSchema },
          ...changes,
          refusalsOf(careProblems, 'note_holds_number', 'too_many_customer_notes'),
        ),
      },
      ...changing,
    },
    async (request, reply) => {
      const by = staffOf<StaffSession>(request);
      const outcome = await care.addNote(by, request.params.id, request.body.text);
      return outcome.ok ? reply.code(201).send(writeNote(outcome.value)) : sendRefusal(reply, outcome.error);
    },
  );
  app.delete(
    '/staff/customers/:id/notes/:noteId',
    {
      schema: {
        summary: 'Remove a note',
        params: Type.Object({ id: Type.String({ maxLength: 64 }), noteId: Type.String({ format: 'uuid' }) }),
        response: answers({ 204: Type.Null() }, ...changes),
      },
      ...changing,
    },
    async (request, reply) => {
      const { id, noteId } = request.params;
      const outcome = await care.removeNote(staffOf<StaffSession>(request), id, noteId);
      return outcome.ok ? reply.code(204).send(null) : sendRefusal(reply, outcome.error);
    },
  );
}

function closeRoutes(app: ApiApp, care: CustomerCare): void {
  for (const [path, act, summary] of [
    [
      '/staff/customers/:id/deactivation',
      'deactivate',
      'Close an account to its owner: nobody signs in or orders by it; orders go on',
    ],
    ['/staff/customers/:id/reactivation', 'reactivate', 'Open a closed account again'],
  ] as const)
    app.post(
      path,
      {
        schema: {
          summary,
          params: Params,
          body: Type.Object({ reason: Reason }, closed),
          response: answers({ 204: Type.Null() }, ...changes),
        },
        ...changing,
      },
      async (request, reply) => {
        const by = staffOf<StaffSession>(request);
        const outcome = await care[act](by, request.params.id, request.body.reason);
        return outcome.ok ? reply.code(204).send(null) : sendRefusal(reply, outcome.error);
      },
    );
}
