import { pino } from 'pino';
import { Type } from 'typebox';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cookiesOf } from '../../kernel/cookies.ts';
import { answers } from './answers.ts';
import { createApi, type ApiApp } from './api.ts';
import { general } from './problems.ts';

const logged: string[] = [];
let app: ApiApp;
let calls = 0;

beforeAll(async () => {
  app = await createApi({
    cookies: cookiesOf({ isHttps: false }),
    log: pino({ level: 'info' }, { write: (line: string) => void logged.push(line) }),
    findSession: () => Promise.resolve(undefined),
    findStaff: () => Promise.resolve(undefined),
    isOwnOrigin: () => true,
  });
  app.get(
    '/once',
    {
      schema: { summary: 'Used up by a GET', response: answers({ 200: Type.Null() }, general('no_session')) },
      config: { access: 'customer', changesOnGet: true },
    },
    async (_request, reply) => {
      calls += 1;
      return reply.send(null);
    },
  );
  await app.ready();
});
afterAll(() => app.close());

test.each([
  ['HEAD', {}],
  ['GET', { 'sec-purpose': 'prefetch' }],
  ['GET', {}],
] as const)(
  'who is refused is answered once, and nothing of it is logged: %s %j',
  async (method, headers) => {
    const answer = await app.inject({ method, url: '/once?token=SECRET', headers });
    expect(answer.statusCode).toBe(401);
    expect(calls).toBe(0);
    expect(logged.filter((line) => /SECRET|ALREADY_SENT/.test(line))).toEqual([]);
  },
);
