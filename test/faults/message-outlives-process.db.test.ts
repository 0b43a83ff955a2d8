import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { runScript } from '../support/run-script.ts';
import { createTestIdentity, type TestIdentity } from '../support/test-identity.ts';
import type { Session } from '../../server/modules/sign-in/index.ts';

const PHONE = '13400138000';
let shop: TestIdentity;
beforeAll(async () => void (shop = await createTestIdentity()));
afterAll(() => shop.stop());

const server = (path: string): string => JSON.stringify(import.meta.resolve(`../../server/${path}`));

/** Removes the password of an account in a process of its own, which kills itself before anybody can be told. */
function removingAndDying(session: Session): string {
  return `
    const [{ openDatabase }, { makeSpine }, { openFileMasterKey, openSealing }, { makeCustomers }, { makeWaysIn }, { cookiesOf }] =
      await Promise.all([import(${server('platform/database.ts')}), import(${server('platform/events.ts')}),
        import(${server('platform/sealing/index.ts')}), import(${server('modules/customers/index.ts')}),
        import(${server('modules/sign-in/index.ts')}), import(${server('kernel/cookies.ts')})]);
    const database = openDatabase({
      connection: { connectionString: ${JSON.stringify(shop.database.url)} }, max: 2, onError: console.error });
    const clock = { now: () => new Date(${shop.clock.now().getTime()}) };
    const file = ${JSON.stringify(inject('testServer').masterKeyFile)};
    const masterKey = await openFileMasterKey({ file, mayCreate: false, mustBePrivate: true });
    const deps = { database, clock, sealing: await openSealing({ database, masterKey }) };
    const spine = makeSpine({ database, onDeadLetter: () => Promise.reject(new Error('nothing is told here')) });
    spine.listen('messaging', { password_removed: () => Promise.reject(new Error('nothing is told here')) });
    const waysIn = makeWaysIn({ ...deps, ...spine, dataKey: makeCustomers(deps).dataKey, publicUrl: 'http://localhost:3000',
      cookies: cookiesOf({ isHttps: false }), sendCode: () => Promise.reject(new Error('nothing is sent here')) });
    const removed = await waysIn.removePassword(${JSON.stringify(session)}, 'en');
    if (!removed.ok) throw new Error(removed.error.code);
    process.kill(process.pid, 'SIGKILL');`;
}

test('a process that is killed between a change and its message takes none along: it goes out once, by another', async () => {
  const { session } = await shop.enter(PHONE);
  const request = { newPassword: { password: 'aB3$kL9x mountain' }, clientAddress: '10.9.1.1' };
  expect(await shop.waysIn.setPassword(session, { ...request, language: 'zh-CN' })).toMatchObject({
    ok: true,
  });
  await shop.tell();
  const dying = runScript(removingAndDying(session));
  expect(await dying.ended, dying.output()).toEqual({ code: null, signal: 'SIGKILL' });
  expect(await shop.waysIn.passwordStatus(session)).toEqual({ isSet: false });
  expect(shop.notices.map(({ notice }) => notice)).toEqual(['password_changed']);
  for (let times = 0; times < 2; times += 1) await shop.tell();
  expect(shop.notices.slice(1)).toEqual([{ phone: PHONE, notice: 'password_removed', language: 'en' }]);
}, 60_000);
