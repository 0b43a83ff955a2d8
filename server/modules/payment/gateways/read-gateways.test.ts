import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { StartRefusal } from '../../../platform/start-refusal.ts';
import type { GatewayField, GatewayKind } from './gateway-settings.ts';
import { helpOfGateways, readGateways } from './read-gateways.ts';

const words = { zh: '值', en: 'value' };
const field = (name: string, env: string, more: Partial<GatewayField> = {}): GatewayField => ({
  ...{ name, env, isFile: false, isSecret: false, label: words, hint: words, ...more },
});
const KIND: GatewayKind = {
  name: 'a',
  title: { zh: '甲', en: 'A' },
  isSandbox: false,
  fields: [
    field('account', 'A_ACCOUNT'),
    field('key', 'A_KEY_FILE', {
      isFile: true,
      isSecret: true,
      fault: (value) => (value === 'KEY' ? undefined : { zh: '不是密钥。', en: 'it is no key.' }),
    }),
    field('address', 'A_ADDRESS', { fallback: 'https://a.example' }),
  ],
  make() {
    throw new Error('no test here makes it');
  },
};

test('a gateway is there once its values are, and secrets are apart from what may be shown', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ks-gateways-'));
  const file = join(folder, 'key.pem');
  writeFileSync(file, 'KEY\n');
  expect(readGateways({}, [KIND])).toEqual([]);
  expect(readGateways({ A_ACCOUNT: ' 12 ', A_KEY_FILE: file }, [KIND])).toEqual([
    { gateway: 'a', open: { account: '12' }, secret: { key: 'KEY' } },
  ]);
  writeFileSync(file, 'very-secret');
  const read = () => readGateways({ A_ACCOUNT: '12', A_KEY_FILE: file }, [KIND]);
  expect(read).toThrow(StartRefusal);
  expect(read).toThrow('The setting A_KEY_FILE cannot be used: it is no key.');
  expect(read).not.toThrow(/very-secret/);
  rmSync(folder, { recursive: true });
});

test('half of what belongs together is refused by name, and what has a fallback may be left out', () => {
  expect(() => readGateways({ A_ADDRESS: 'https://b.example' }, [KIND])).toThrow(
    'A_ADDRESS is there, but A_ACCOUNT and A_KEY_FILE is not',
  );
  expect(helpOfGateways([KIND])[0]?.names).toEqual(['A_ACCOUNT', 'A_KEY_FILE', 'A_ADDRESS']);
});
