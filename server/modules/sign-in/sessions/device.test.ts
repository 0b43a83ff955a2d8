import fc from 'fast-check';
import { expect, test } from 'vitest';
import { describeDevice } from './device.ts';

/** UTF-16 units of any kind, lone surrogates among them. */
const anyText = fc
  .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 300 })
  .map((units) => String.fromCharCode(...units));

test.each([
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
    'Chrome · Windows',
  ],
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0',
    'Edge · Windows',
  ],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 MicroMessenger/8.0.60',
    'WeChat · iPhone',
  ],
  [
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Safari/605.1.15',
    'Safari · macOS',
  ],
  [
    'Mozilla/5.0 (Linux; Android 16; HarmonyOS) AppleWebKit/537.36 Chrome/99.0 HuaweiBrowser/15 Mobile Safari/537.36',
    'Huawei Browser · HarmonyOS',
  ],
  ['curl/8.5.0', 'curl'],
  ['', 'Unknown'],
  ['<script>alert(1)</script>', 'Unknown'],
])('%s is told as %s', (userAgent, expected) => expect(describeDevice(userAgent)).toBe(expected));

test('a device is told in 1 to 60 plain characters, whatever a caller sends', () => {
  fc.assert(
    fc.property(anyText, (userAgent) => {
      expect(describeDevice(userAgent)).toMatch(/^[\w .·-]{1,60}$/);
    }),
  );
});
