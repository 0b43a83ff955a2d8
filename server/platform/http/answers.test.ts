import { pino } from 'pino';
import { Type } from 'typebox';
import { afterAll, beforeAll, expect, expectTypeOf, test } from 'vitest';
import { cookiesOf } from '../../kernel/cookies.ts';
import type { Result } from '../../kernel/result.ts';
import { answers, sendGeneralRefusal, sendRefusal } from './answers.ts';
import { createApi, type ApiApp } from './api.ts';
import { problem, refusalsOf, type Fitting, type Problems } from './problem.ts';
import { general, joinProblems } from './problems.ts';

/*
 * What must not compile stands under `@ts-expect-error`: where it compiles after all, the compiler complains of the comment.
 * Such routes are written down and never called.
 */

const kettleProblems = {
  kettle_empty: problem({
    status: 409,
    title: { zh: '壶里没有水', en: 'The kettle is empty' },
    detail: ({ litres }: { readonly litres: number }) => ({
      zh: `请加 ${litres} 升水。`,
      en: `Add ${litres} litres.`,
    }),
    example: { litres: 1 },
  }),
  kettle_gone: problem({
    status: 404,
    title: { zh: '没有壶', en: 'No kettle' },
    detail: { zh: '请看厨房。', en: 'Look in the kitchen.' },
  }),
} satisfies Problems;

type Empty = { readonly code: 'kettle_empty'; readonly litres: number };
type Gone = { readonly code: 'kettle_gone' };

const Kettle = Type.Object({ litres: Type.Integer(), isHot: Type.Boolean() });
const boil = (litres: number): Result<{ litres: number; isHot: boolean }, Empty> =>
  litres > 0
    ? { ok: true, value: { litres, isHot: true } }
    : { ok: false, error: { code: 'kettle_empty', litres: 2 } };

let app: ApiApp;
beforeAll(async () => {
  app = await createApi({
    cookies: cookiesOf({ isHttps: false }),
    log: pino({ level: 'silent' }),
    findSession: async () => undefined,
    findStaff: () => Promise.resolve(undefined),
    isOwnOrigin: () => false,
  });
  app.get(
    '/api/kettle/:litres',
    {
      schema: {
        params: Type.Object({ litres: Type.Integer() }),
        response: answers({ 200: Kettle }, general('no_session'), refusalsOf(kettleProblems, 'kettle_empty')),
      },
      config: { access: 'public' },
    },
    async (request, reply) => {
      const outcome = boil(request.params.litres);
      return outcome.ok ? reply.send(outcome.value) : sendRefusal(reply, outcome.error);
    },
  );
});
afterAll(() => app.close());

test('a refusal is told by its entry, with its facts, in the language of the request', async () => {
  expect((await app.inject('/api/kettle/1')).json()).toEqual({ litres: 1, isHot: true });
  const refused = await app.inject({ url: '/api/kettle/0', headers: { 'accept-language': 'en' } });
  expect(refused.headers['content-type']).toBe('application/problem+json; charset=utf-8');
  expect(refused.json()).toEqual({
    type: '/api/docs/problems#kettle_empty',
    title: 'The kettle is empty',
    status: 409,
    code: 'kettle_empty',
    detail: 'Add 2 litres.',
    litres: 2,
    traceId: expect.any(String) as string,
  });
});

test('the document names each refusal under its status, the general ones too', () => {
  const response = answers({ 200: Kettle }, kettleProblems, general('not_found'));
  const described = Object.entries(response).map(
    ([status, { description }]: [string, object & { description?: string }]) => [status, description],
  );
  expect(Object.fromEntries(described)).toMatchObject({
    200: undefined,
    404: '`kettle_gone`, `not_found`',
    409: '`kettle_empty`',
    503: '`overloaded`, `database_unavailable`, `shop_closed`',
  });
});

test('a code belongs to one entry in the shop', () => {
  expect(Object.keys(joinProblems([kettleProblems, general('not_found')]))).toHaveLength(3);
  expect(() => joinProblems([kettleProblems, kettleProblems])).toThrow(
    'the refusal code kettle_empty is defined twice',
  );
});

test('a refusal that the route does not declare does not compile', () => {
  const route = (served: ApiApp, refused: Empty | Gone, withFacts: Empty & { readonly secret: string }) =>
    served.get(
      '/api/never',
      {
        schema: { response: answers({ 200: Kettle }, refusalsOf(kettleProblems, 'kettle_empty')) },
        config: { access: 'public' },
      },
      async (_request, reply) => {
        void sendRefusal(reply, { code: 'kettle_empty', litres: 1 });
        void sendRefusal(reply, { code: 'overloaded' });
        // @ts-expect-error -- not declared
        void sendRefusal(reply, { code: 'kettle_gone' });
        // @ts-expect-error -- one of the two that it may be is not declared
        void sendRefusal(reply, refused);
        // @ts-expect-error -- no entry has this code
        void sendRefusal(reply, { code: 'kettle_stolen' });
        // @ts-expect-error -- without its facts
        void sendRefusal(reply, { code: 'kettle_empty' });
        // @ts-expect-error -- with a fact of another type
        void sendRefusal(reply, { code: 'kettle_empty', litres: '1' });
        // @ts-expect-error -- with a fact that its entry does not tell of
        void sendRefusal(reply, withFacts);
        // @ts-expect-error -- only what any route can answer
        void sendGeneralRefusal(reply, { code: 'kettle_empty', litres: 1 });
        return sendRefusal(reply, { code: 'kettle_empty', litres: 1 });
      },
    );
  expectTypeOf(route).returns.not.toBeAny();
});

test('a body that does not fit the schema of its status does not compile', () => {
  const route = (served: ApiApp, body: { readonly litres: number }, unknown: object) =>
    served.get(
      '/api/never',
      {
        schema: { response: answers({ 200: Kettle, 201: Type.Null() }, kettleProblems) },
        config: { access: 'public' },
      },
      async (_request, reply) => {
        // @ts-expect-error -- a field is missing
        void reply.send(body);
        // @ts-expect-error -- a field is missing
        void reply.code(200).send({ litres: 1 });
        // @ts-expect-error -- a field has another type
        void reply.code(200).send({ litres: 1, isHot: 'very' });
        // @ts-expect-error -- nothing is known of it
        void reply.code(200).send(unknown);
        // @ts-expect-error -- it is the body of another status
        void reply.code(201).send({ litres: 1, isHot: true });
        // @ts-expect-error -- a status that the route does not declare
        void reply.code(202).send(null);
        // @ts-expect-error -- a status of refusals, which only `sendRefusal` answers
        void reply.code(409).send({ code: 'kettle_empty', litres: 1 });
        return reply.code(200).send({ litres: 1, isHot: false });
      },
    );
  expectTypeOf(route).returns.not.toBeAny();
});

test('an entry without the facts of its sentence does not compile, nor one with others', () => {
  const words = { zh: '壶', en: 'Kettle' };
  const detail = ({ litres }: { readonly litres: number }) => ({ zh: `${litres}`, en: `${litres}` });
  // @ts-expect-error -- no example
  problem({ status: 409, title: words, detail });
  // @ts-expect-error -- an example without its fact
  problem({ status: 409, title: words, detail, example: {} });
  // @ts-expect-error -- a status that is none of a refusal
  problem({ status: 500, title: words, detail: words });
  // @ts-expect-error -- a code that the catalogue does not have
  expect(() => answers({}, refusalsOf(kettleProblems, 'kettle_stolen'))).toThrow();
  expectTypeOf<Fitting<Empty | Gone, typeof kettleProblems>>().toBeUnknown();
});
