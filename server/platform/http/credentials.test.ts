import type { FastifyRequest } from 'fastify';
import { expect, test } from 'vitest';
import { cookiesOf } from '../../kernel/cookies.ts';
import { bearerTokenOf, credentialOf } from './credentials.ts';

test.each([
  ['Bearer abc', 'abc'],
  ['bearer abc', 'abc'],
  ['BEARER   abc', 'abc'],
  ['Bearer', undefined],
  ['Bearer ', undefined],
  ['Bearerabc', undefined],
  ['Basic abc', undefined],
  ['', undefined],
  [undefined, undefined],
])('Authorization %j carries the bearer token %j', (header, token) =>
  expect(bearerTokenOf(header)).toBe(token),
);

const request = (authorization: string | undefined, cookie: string | undefined): FastifyRequest =>
  ({
    headers: authorization === undefined ? {} : { authorization },
    cookies: cookie === undefined ? {} : { ks_session: cookie },
  }) as unknown as FastifyRequest;

const credentialIn = (authorization: string | undefined, cookie: string | undefined) =>
  credentialOf(request(authorization, cookie), cookiesOf({ isHttps: false }).session);

test('a session is named by the header before the cookie, and what no token can be is looked up nowhere', () => {
  expect(credentialIn('Bearer abc', 'def')).toEqual({ token: 'abc', by: 'header' });
  expect(credentialIn('Basic abc', 'def')).toEqual({ token: 'def', by: 'cookie' });
  expect(credentialIn(undefined, 'def')).toEqual({ token: 'def', by: 'cookie' });
  expect(credentialIn(undefined, undefined)).toBeUndefined();
  expect(credentialIn(`Bearer ${'a'.repeat(201)}`, 'def')).toEqual({
    token: undefined,
    by: 'header',
  });
  expect(credentialIn(undefined, '')).toEqual({ token: undefined, by: 'cookie' });
});
