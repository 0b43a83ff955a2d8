import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  openLoginProviders,
  type LoginProviders,
} from '../emulators/login-providers/open-login-providers.ts';
import { makeAlipay } from '../server/modules/sign-in/third-party/alipay.ts';
import { readPrivateKey } from '../server/platform/read-keys.ts';
import { readName } from '../server/modules/sign-in/third-party/ask-provider.ts';
import { loginProviderContract, REDIRECT_URI, type Bench } from './login-provider.contract.ts';
import type { LoginProvider } from '../server/modules/sign-in/third-party/login-provider.ts';
import { makeQq, parseQqAnswer } from '../server/modules/sign-in/third-party/qq.ts';
import { makeWechat } from '../server/modules/sign-in/third-party/wechat.ts';
import { playPerson } from './support/play-person.ts';
import { sendRaw } from './support/send-raw.ts';

test('a name that somebody else has pointed at this machine leads to no provider', async () => {
  const emulators = await openLoginProviders({ redirectOrigins: [] });
  try {
    const status = (host: string) =>
      sendRaw(
        emulators.url,
        `GET /connect/qrconnect HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`,
      ).then((answer) => answer.status);
    expect(await status('evil.example')).toBe(421);
    expect(await status(new URL(emulators.url).host)).toBe(200);
  } finally {
    await emulators.close();
  }
});

type Made = { provider: LoginProvider; impostor: LoginProvider };
const timeoutMs = 300;

async function makeBench(make: (emulators: LoginProviders) => Made, insideApp = false): Promise<Bench> {
  let offsetMs = 0;
  const emulators = await openLoginProviders({
    redirectOrigins: [new URL(REDIRECT_URI).origin],
    now: () => Date.now() + offsetMs,
  });
  return {
    ...make(emulators),
    emulators,
    insideApp,
    advance: (ms) => void (offsetMs += ms),
    stop: () => emulators.close(),
  };
}

function wechat({ url, wechat: { website, official } }: LoginProviders): Made {
  const place = { authorizeUrl: url, apiUrl: url, timeoutMs };
  return {
    provider: makeWechat({ website, official, ...place }),
    impostor: makeWechat({
      website: { ...website, secret: official.secret },
      official: { ...official, secret: website.secret },
      ...place,
    }),
  };
}

const qq = ({ url: baseUrl, qq: app }: LoginProviders): Made => ({
  provider: makeQq({ ...app, baseUrl, timeoutMs }),
  impostor: makeQq({ ...app, key: 'guessed', baseUrl, timeoutMs }),
});

const foreign = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
});
const alipay = ({ url, alipay: app }: LoginProviders): Made => {
  const place = { authorizeUrl: url, gatewayUrl: `${url}/gateway.do`, timeoutMs };
  return {
    provider: makeAlipay({ ...app, ...place }),
    impostor: makeAlipay({ ...app, privateKey: foreign.privateKey, ...place }),
  };
};

describe('on a website', () => loginProviderContract('wechat', 'code', () => makeBench(wechat)));
describe('inside WeChat', () => loginProviderContract('wechat', 'code', () => makeBench(wechat, true)));
describe('QQ', () => loginProviderContract('qq', 'code', () => makeBench(qq)));
describe('Alipay', () => loginProviderContract('alipay', 'auth_code', () => makeBench(alipay)));

test('WeChat: a person is the same on a website and inside WeChat, by the id that both apps share', async () => {
  const { provider, stop } = await makeBench(wechat);
  const seen = [];
  for (const insideApp of [false, true]) {
    const url = provider.authorizeUrl({ state: 's', redirectUri: REDIRECT_URI, insideApp });
    expect(url).toMatch(/#wechat_redirect$/);
    const code = (await playPerson(url, 'known-1')).get('code')!;
    seen.push(await provider.exchange({ code, redirectUri: REDIRECT_URI, insideApp }));
  }
  await stop();
  const [website, inside] = seen.map((outcome) => (outcome.ok ? outcome.value : undefined));
  expect(website!.subject).toBe(inside!.subject);
  expect(website!.openId).not.toBe(inside!.openId);
});

test('WeChat is offered where the app for that kind of browser is there', () => {
  const app = { appId: 'wx1', secret: 's' };
  expect([true, false].map((inside) => makeWechat({ website: app }).serves(inside))).toEqual([false, true]);
  expect([true, false].map((inside) => makeWechat({ official: app }).serves(inside))).toEqual([true, false]);
});

test('QQ: a token that was given to another app says nothing here', async () => {
  const { emulators, stop } = await makeBench(qq);
  const url = makeQq({ ...emulators.qq, baseUrl: emulators.url });
  const code = (
    await playPerson(url.authorizeUrl({ state: 's', redirectUri: REDIRECT_URI, insideApp: false }), 'known-1')
  ).get('code')!;
  // A server between that swaps the app's id in what is asked, as a thief with another app's token would.
  const swapped: typeof fetch = async (input, init) => {
    const response = await realFetch(input, init);
    return new Response((await response.text()).replace(emulators.qq.appId, '101999999'));
  };
  const realFetch = globalThis.fetch;
  globalThis.fetch = swapped;
  const outcome = await url
    .exchange({ code, redirectUri: REDIRECT_URI, insideApp: false })
    .finally(() => void (globalThis.fetch = realFetch));
  await stop();
  expect(outcome).toEqual({
    ok: false,
    error: { code: 'login_provider_failed', reason: 'a token of another app' },
  });
});

test('QQ: answers are understood in each of their forms', async () => {
  expect(parseQqAnswer('callback( {"client_id":"1","openid":"A"} );\n')).toEqual({
    client_id: '1',
    openid: 'A',
  });
  expect(parseQqAnswer('callback( {"error":100020,"error_description":"x",} );')).toMatchObject({
    error: 100020,
  });
  expect(parseQqAnswer('access_token=A1&expires_in=7776000&refresh_token=B2')).toMatchObject({
    access_token: 'A1',
  });
  expect(parseQqAnswer('{"ret":0,"nickname":"企鹅"}')).toEqual({ ret: 0, nickname: '企鹅' });
  for (const muddle of ['<html>a=b</html>', '', 'callback( );', '[1]'])
    expect(parseQqAnswer(muddle)).toBeUndefined();

  const { emulators, stop } = await makeBench(qq);
  const { appId, key } = emulators.qq;
  const provider = makeQq({ ...emulators.qq, baseUrl: emulators.url });
  const url = provider.authorizeUrl({ state: 's', redirectUri: REDIRECT_URI, insideApp: false });
  const code = (await playPerson(url, 'known-1')).get('code')!;
  const token = {
    grant_type: 'authorization_code',
    client_id: appId,
    client_secret: key,
    redirect_uri: REDIRECT_URI,
    code,
  };
  const ask = async (path: string, query: Record<string, string>) =>
    (await fetch(`${emulators.url}${path}?${new URLSearchParams(query)}`)).text();
  const elsewhere = await ask('/oauth2.0/token', { ...token, client_id: '1' });
  expect(elsewhere).toMatch(/^callback\( \{"error":100008,.*\} \);/);
  const granted = await ask('/oauth2.0/token', token);
  expect(granted).toMatch(/^access_token=\w+&expires_in=7776000&refresh_token=\w+$/);
  const me = await ask('/oauth2.0/me', { access_token: String(parseQqAnswer(granted)!['access_token']) });
  expect(me).toMatch(/^callback\( \{"client_id":"\d+","openid":"\S+"\} \);/);
  expect(await ask('/oauth2.0/token', token)).toMatch(/100020/);
  await stop();
});

test('Alipay: an answer that was changed on its way is not believed', async () => {
  const { emulators, provider, stop } = await makeBench(alipay);
  const url = provider.authorizeUrl({ state: 's', redirectUri: REDIRECT_URI, insideApp: false });
  const code = (await playPerson(url, 'known-1')).get('auth_code')!;
  emulators.fault = 'forged';
  const outcome = await provider.exchange({ code, redirectUri: REDIRECT_URI, insideApp: false });
  await stop();
  expect(outcome).toMatchObject({ ok: false, error: { code: 'login_provider_failed' } });
  // What is told for the log names the call, not the answer.
  expect(JSON.stringify(outcome)).not.toMatch(/2088|2099|open_id/);
});

test('Alipay: a key is read as PEM and as the bare text of either form that the key tool writes', () => {
  const key = readPrivateKey(foreign.privateKey);
  const [pkcs1, pkcs8] = (['pkcs1', 'pkcs8'] as const).map((type) =>
    key.export({ type, format: 'der' }).toString('base64'),
  );
  for (const text of [pkcs1!, pkcs8!, `${pkcs8!.slice(0, 64)}\n ${pkcs8!.slice(64)}\n`])
    expect(readPrivateKey(text).equals(key)).toBe(true);
  expect(() => readPrivateKey('no key')).toThrow();
});

test('a name from outside is cut, and loses what could break a line', () => {
  expect(readName('  小满\n🌿\u202e ')).toBe('小满 🌿');
  expect(readName('x'.repeat(100))).toHaveLength(40);
  for (const nothing of ['', '  ', 7, null]) expect(readName(nothing)).toBeUndefined();
});
