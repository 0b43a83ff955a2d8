import { expect, test } from 'vitest';
import { INBOX_PATH, judgeName, judgeUrl, type UrlRules } from './judge-url.ts';
import { guardLookUp, isPublicAddress, type LookUpAll } from './public-address.ts';

const REAL: UrlRules = { loopbackPorts: new Set(), isDemo: false };

/** Names of a world of its own: what each leads to, the first time and the times after. */
function namesOf(world: Readonly<Record<string, readonly (readonly string[])[]>>): LookUpAll {
  const asked = new Map<string, number>();
  return (host, _options, answer) => {
    const turn = asked.get(host) ?? 0;
    asked.set(host, turn + 1);
    const found = world[host]?.[Math.min(turn, world[host].length - 1)];
    if (found === undefined)
      return answer(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }), []);
    const addresses = found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    return answer(null, addresses);
  };
}

const PRIVATE = [
  ...['127.0.0.1', '127.1.2.3', '10.0.0.1', '10.255.255.255', '172.16.0.1', '172.31.9.9', '192.168.1.1'],
  ...['169.254.169.254', '100.64.0.1', '100.100.100.200', '168.63.129.16', '0.0.0.0', '255.255.255.255'],
  ...['192.0.0.8', '198.18.0.1', '224.0.0.1', '240.0.0.1'],
  ...[
    '::1',
    '::',
    '::ffff:127.0.0.1',
    '::ffff:10.0.0.1',
    '::ffff:8.8.8.8',
    '::127.0.0.1',
    'fe80::1',
    'fec0::1',
  ],
  ...[
    'fd00:ec2::254',
    'fc00::1',
    '64:ff9b::7f00:1',
    '64:ff9b:1::a00:1',
    '2002:7f00:1::',
    '2001:0:1::1',
    'ff02::1',
  ],
];

test.each(PRIVATE)('%s is inside of somebody’s network, by itself and by a name', async (address) => {
  expect(isPublicAddress(address)).toBe(false);
  const host = address.includes(':') ? `[${address}]` : address;
  const judged = judgeUrl(`https://${host}/events`, REAL);
  expect(judged).toMatchObject({ ok: false, error: { code: 'webhook_address_private' } });
  const named = judgeUrl('https://erp.example/events', REAL);
  const lookUp = namesOf({ 'erp.example': [['8.8.8.8', address]] });
  expect(named.ok && (await judgeName(named.value, lookUp))).toEqual({ code: 'webhook_address_private' });
});

test.each([
  'https://0x7f.1/',
  'https://2130706433/',
  'https://017700000001/',
  'https://127.1/',
  'https://①27.0.0.1/',
])('%s is the loopback, however it is written', (url) => {
  expect(judgeUrl(url, REAL)).toMatchObject({ ok: false, error: { code: 'webhook_address_private' } });
});

test.each(['8.8.8.8', '2606:4700::1111', '223.5.5.5'])('%s is public', (address) => {
  expect(isPublicAddress(address)).toBe(true);
});

test('only https is taken, without a password; a name that leads nowhere is told', async () => {
  const why = (url: string) => {
    const judged = judgeUrl(url, REAL);
    return judged.ok ? 'taken' : judged.error;
  };
  expect(why('http://erp.example/')).toMatchObject({ why: 'not_https' });
  expect(why('ftp://erp.example/')).toMatchObject({ why: 'not_https' });
  expect(why('http://127.0.0.1:8080/')).toMatchObject({ why: 'not_https' });
  expect(why('https://me:secret@erp.example/')).toMatchObject({ why: 'has_password' });
  expect(why('erp.example')).toMatchObject({ why: 'no_url' });
  const judged = judgeUrl('https://erp.example/', REAL);
  expect(judged.ok && (await judgeName(judged.value, namesOf({})))).toEqual({ code: 'webhook_host_unknown' });
  const good = namesOf({ 'erp.example': [['8.8.8.8', '2606:4700::1111']] });
  expect(judged.ok && (await judgeName(judged.value, good))).toBeUndefined();
});

test('of this machine only ports that were named are told, and the inbox of a demo shop', () => {
  const reachOf = (url: string, rules: Partial<UrlRules>) => {
    const judged = judgeUrl(url, { ...REAL, ...rules });
    return judged.ok ? judged.value.reach : judged.error.code;
  };
  const named = { loopbackPorts: new Set([8080]) };
  expect(reachOf('http://127.0.0.1:8080/x', named)).toBe('loopback');
  expect(reachOf('http://[::1]:8080/x', named)).toBe('loopback');
  expect(reachOf('http://127.0.0.1:8081/x', named)).toBe('webhook_url_invalid');
  expect(reachOf('http://10.0.0.1:8080/x', named)).toBe('webhook_url_invalid');
  expect(reachOf(`http://localhost:3000${INBOX_PATH}`, { isDemo: true })).toBe('inbox');
  expect(reachOf('http://localhost:3000/api/v1/orders', { isDemo: true })).toBe('webhook_url_invalid');
  expect(reachOf(`http://localhost:3000${INBOX_PATH}`, {})).toBe('webhook_url_invalid');
});

test('a connection goes where the name led when it was judged, and a name that leads elsewhere now is refused', async () => {
  const lookUp = guardLookUp(namesOf({ 'erp.example': [['8.8.8.8'], ['127.0.0.1']] }), isPublicAddress);
  const ask = () =>
    new Promise((resolve) => lookUp('erp.example', {}, (error, address) => resolve(error ?? address)));
  expect(await ask()).toBe('8.8.8.8');
  expect(await ask()).toMatchObject({ code: 'ADDRESS_NOT_ALLOWED' });
});
