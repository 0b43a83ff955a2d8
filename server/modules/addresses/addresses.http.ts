import { Type } from 'typebox';
import type { AddressId } from '../../kernel/ids.ts';
import { customerOf } from '../../platform/http/access.ts';
import type { ApiApp } from '../../platform/http/api.ts';
import { answers, sendRefusal } from '../../platform/http/answers.ts';
import { refusalsOf } from '../../platform/http/problem.ts';
import { general } from '../../platform/http/problems.ts';
import { typedText } from '../../platform/http/typed-text.ts';
import { signInProblems } from '../sign-in/index.ts';
import { addressProblems } from './addresses.problems.ts';
import type { Addresses } from './address-book.ts';
import { regionRoute } from './regions.http.ts';

const closed = { additionalProperties: false };
/** Longer than the fields may be, so that a wrong one is refused by name, not as malformed. */
const LONG = { maxLength: 500 };
const PostalCode = typedText('digits', {
  maxLength: 20,
  pattern: '^(\\d{6})?$',
  description: 'Six digits; empty for none.',
});
const RegionCode = typedText('digits', {
  maxLength: 20,
  description: 'Of a district, see GET /regions.',
  examples: ['310115'],
});

const NewAddressBody = Type.Object(
  {
    recipient: typedText('line', LONG),
    phone: typedText('phone', { maxLength: 40 }),
    regionCode: RegionCode,
    street: typedText('line', LONG),
    postalCode: Type.Optional(PostalCode),
    isDefault: Type.Optional(Type.Boolean()),
  },
  closed,
);
const AddressSchema = Type.Object({
  id: Type.String(),
  recipient: Type.String(),
  phone: Type.String(),
  regionCode: Type.String(),
  region: Type.Array(Type.String(), {
    description:
      'Province, city, district, as they are named today. 北京市, 北京市, 朝阳区; 河南省, 济源市, 济源市: a level that is missing bears the name beside it.',
  }),
  street: Type.String(),
  postalCode: Type.Optional(Type.String()),
  isDefault: Type.Boolean(),
});
const AddressParams = Type.Object({ id: Type.String({ maxLength: 64 }) });
/** One of the fields is not valid. */
const FIELD_REFUSALS = {
  ...refusalsOf(addressProblems, 'recipient_invalid', 'region_unknown', 'street_invalid'),
  ...refusalsOf(signInProblems, 'phone_invalid'),
};

/** Where my parcels go, and the districts to choose from. */
export function addressRoutes(app: ApiApp, addresses: Addresses): void {
  readRoute(app, addresses);
  addRoute(app, addresses);
  changeRoutes(app, addresses);
  regionRoute(app, addresses);
}

function readRoute(app: ApiApp, addresses: Addresses): void {
  app.get(
    '/addresses',
    {
      schema: {
        summary: 'My addresses, the default first',
        response: answers(
          { 200: Type.Object({ items: Type.Array(AddressSchema), nextCursor: Type.Null() }) },
          general('no_session'),
        ),
      },
      config: { access: 'customer' },
    },
    async (request, reply) =>
      reply.send({ items: await addresses.addresses(customerOf(request)), nextCursor: null }),
  );
}

function addRoute(app: ApiApp, addresses: Addresses): void {
  app.post(
    '/addresses',
    {
      schema: {
        summary: 'Add an address; the first one becomes the default',
        body: NewAddressBody,
        response: answers(
          { 201: AddressSchema },
          general('no_session', 'bad_origin'),
          refusalsOf(addressProblems, 'too_many_addresses'),
          FIELD_REFUSALS,
        ),
      },
      config: { access: 'customer' },
    },
    async (request, reply) => {
      const outcome = await addresses.addAddress(customerOf(request), request.body);
      return outcome.ok ? reply.code(201).send(outcome.value) : sendRefusal(reply, outcome.error);
    },
  );
}

function changeRoutes(app: ApiApp, addresses: Addresses): void {
  app.patch(
    '/addresses/:id',
    {
      schema: {
        summary: 'Change an address',
        description:
          'What is left out stays. The default cannot be without a successor: another address takes its place.',
        params: AddressParams,
        body: Type.Partial(NewAddressBody, closed),
        response: answers(
          { 200: AddressSchema },
          general('no_session', 'bad_origin', 'not_found'),
          FIELD_REFUSALS,
        ),
      },
      config: { access: 'customer' },
    },
    async (request, reply) => {
      const id = request.params.id as AddressId;
      const outcome = await addresses.changeAddress(customerOf(request), id, request.body);
      if (outcome.ok) return reply.send(outcome.value);
      const { error } = outcome;
      // Somebody else's address and none at all are the same to the caller.
      return error.code === 'address_not_found'
        ? sendRefusal(reply, { code: 'not_found' })
        : sendRefusal(reply, error);
    },
  );
  app.delete(
    '/addresses/:id',
    {
      schema: {
        summary: 'Remove an address; the newest takes the place of a default',
        params: AddressParams,
        response: answers({ 204: Type.Null() }, general('no_session', 'bad_origin', 'not_found')),
      },
      config: { access: 'customer' },
    },
    async (request, reply) => {
      const outcome = await addresses.removeAddress(customerOf(request), request.params.id as AddressId);
      return outcome.ok ? reply.code(204).send(null) : sendRefusal(reply, { code: 'not_found' });
    },
  );
}
