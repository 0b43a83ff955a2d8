import { Type } from 'typebox';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MODULES } from '../server/modules.ts';
import { answers } from '../server/platform/http/answers.ts';
import { general } from '../server/platform/http/problems.ts';
import { defineModule, type Ground } from '../server/platform/module.ts';
import { signInAs, type StaffCaller } from './support/back-office.ts';
import { startTestShop, type TestShop } from './support/test-shop.ts';
import { takeUnrecorded } from './support/watch-acts.ts';

// After every test of a shop it is looked at whether all that staff have changed is in the trail. Here it is seen that this finds one.

/** A room whose staff change something and tell nobody. */
const careless = defineModule({
  name: 'careless',
  make: ({ database }: Ground) => ({
    api: undefined,
    routes(app) {
      app.post(
        '/staff/careless',
        {
          schema: { response: answers({ 204: Type.Null() }, general('no_session')) },
          config: { access: { staff: 'settings:change' } },
        },
        async (_request, reply) => {
          await database.query(`delete from staff_roles where name = 'nobody-has-it'`);
          return reply.code(204).send(null);
        },
      );
    },
  }),
});

let shop: TestShop;
let owner: StaffCaller;
beforeAll(async () => {
  shop = await startTestShop({ ROLE: 'web' }, undefined, [...MODULES, careless]);
  owner = await signInAs(shop.url, 'owner');
}, 120_000);
afterAll(() => shop.stop());

test('what staff change without an act is told, and what has one is not', async () => {
  expect((await owner.call('POST', '/staff/careless')).status).toBe(204);
  expect(await takeUnrecorded()).toEqual(['POST /api/v1/staff/careless wrote staff_roles and left no act']);
  const invited = await owner.call('POST', '/staff/invitations', { body: { roles: ['viewer'] } });
  expect(invited.status).toBe(201);
  expect(await takeUnrecorded()).toEqual([]);
});
