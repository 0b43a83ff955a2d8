import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readLogins } from './login-settings.ts';
import { StartRefusal } from '../../platform/start-refusal.ts';

test('without settings no provider is offered', () => {
  expect(Object.values(readLogins({}))).toEqual([undefined, undefined, undefined, undefined]);
});

test('each provider is offered by its own settings alone', () => {
  const logins = readLogins({ QQ_LOGIN_APP_ID: '101', QQ_LOGIN_KEY: 'k' });
  expect(logins).toMatchObject({ qq: { appId: '101', key: 'k' }, wechatWebsite: undefined });
  const website = { WECHAT_LOGIN_APP_ID: 'wx1', WECHAT_LOGIN_SECRET: 's' };
  expect(readLogins(website)).toMatchObject({ wechatWebsite: { appId: 'wx1' }, wechatOfficial: undefined });
});

test('half of what belongs together is refused with the names of all of it, and without what was read', () => {
  const read = () => readLogins({ WECHAT_OFFICIAL_SECRET: 'very-secret' });
  expect(read).toThrow(StartRefusal);
  expect(read).toThrow(/WECHAT_OFFICIAL_SECRET is there, but WECHAT_OFFICIAL_APP_ID is not/);
  expect(read).not.toThrow(/very-secret/);
});

test('keys are read from their files, and a file that is not there is named', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ks-logins-'));
  const file = join(folder, 'key.txt');
  writeFileSync(file, ' MIIB \n');
  const env = {
    ALIPAY_LOGIN_APP_ID: '2021',
    ALIPAY_LOGIN_PRIVATE_KEY_FILE: file,
    ALIPAY_LOGIN_PUBLIC_KEY_FILE: file,
  };
  expect(readLogins(env).alipay).toEqual({ appId: '2021', privateKey: 'MIIB', alipayPublicKey: 'MIIB' });
  const lost = { ...env, ALIPAY_LOGIN_PUBLIC_KEY_FILE: join(folder, 'lost.txt') };
  expect(() => readLogins(lost)).toThrow(/ALIPAY_LOGIN_PUBLIC_KEY_FILE cannot be read \(ENOENT\)/);
  rmSync(folder, { recursive: true });
});

test.each(['$HOME/x', '${HOME}/x', '%USERPROFILE%\\x', '~root/x'])(
  'a key file %s, which nobody replaces in a file, is refused',
  (file) => {
    const env = { ALIPAY_LOGIN_APP_ID: '1', ALIPAY_LOGIN_PUBLIC_KEY_FILE: '/nowhere' };
    expect(() => readLogins({ ...env, ALIPAY_LOGIN_PRIVATE_KEY_FILE: file })).toThrow(
      /nothing replaces .* Write the whole path/,
    );
  },
);
