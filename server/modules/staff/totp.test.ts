import { expect, test } from 'vitest';
import { newTotpSecret, stepOfCode, totpUri } from './totp.ts';

/** RFC 6238, appendix B: the secret in ASCII is `12345678901234567890`; its eight digits end with our six. */
const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

test.each([
  [59, '287082', 1],
  [1_111_111_109, '081804', 37_037_036],
  [1_111_111_111, '050471', 37_037_037],
  [1_234_567_890, '005924', 41_152_263],
  [2_000_000_000, '279037', 66_666_666],
  [20_000_000_000, '353130', 666_666_666],
])('RFC 6238 at %i s: %s is the code of step %i', (seconds, code, step) => {
  expect(stepOfCode(SECRET, code, new Date(seconds * 1000))).toBe(step);
});

test('a code of the step before or after is known as that of its own step; one further off is none', () => {
  const at = (seconds: number) => stepOfCode(SECRET, '287082', new Date(seconds * 1000));
  expect([at(29), at(89), at(90)]).toEqual([1, 1, undefined]);
});

test.each(['', '28708', '2870822', 'abcdef', '２８７０８２'])('%o is no code', (code) => {
  expect(stepOfCode(SECRET, code, new Date(59_000))).toBeUndefined();
});

test('a secret is new each time, and its address is what apps read', () => {
  const secret = newTotpSecret();
  expect(secret).toMatch(/^[A-Z2-7]{32}$/);
  expect(secret).not.toBe(newTotpSecret());
  expect(totpUri(secret, 'lin')).toBe(
    `otpauth://totp/KS:lin?issuer=KS&secret=${secret}&algorithm=SHA1&digits=6&period=30`,
  );
});
