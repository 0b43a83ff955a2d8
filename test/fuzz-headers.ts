import fc from 'fast-check';

/** Everything that may stand in a header: bytes without control characters, and no space at its ends. */
const anyText = fc
  .string({
    unit: fc.integer({ min: 0x20, max: 0xff }).map((code) => String.fromCharCode(code)),
    maxLength: 60,
  })
  .map((text) => text.replace(/[\x7f-\x9f]/g, '').trim());
const long = (length: number): string => 'x'.repeat(length);
const token = 'A'.repeat(59);

/** Values near to what each header may hold, with something wrong about most of them. */
const NEAR: Readonly<Record<string, readonly string[]>> = {
  accept: ['*/*', 'text/event-stream', 'application/json;q=0', ';;;', long(2_000)],
  'accept-encoding': ['br;q=nan', 'identity;q=0, *;q=0', 'gzip, gzip, gzip', long(2_000)],
  'accept-language': ['en', 'zh-Hant-TW', '*', 'en;q=1e9', 'en;q=-1,zh;q=x', 'a-'.repeat(900), '\xff\xfe'],
  authorization: [
    'Bearer',
    'Bearer  ',
    `Bearer ${token}`,
    `bearer ${long(9_000)}`,
    'Basic Og==',
    'Bearer \xa0',
  ],
  cookie: [
    `ks_session=${token}`,
    `ks_session=${token}; ks_session=x`,
    'ks_session=%',
    'ks_session=%00%FF%ED%A0%80',
    'ks_device=%E0%A4%A; ks_passkey=__proto__',
    '__proto__=1; constructor=2; ks_login_state="',
    ';;;===;=',
    'ks_login_link',
    `ks_cart=${long(8_000)}`,
  ],
  'if-match': ['*', '"', 'W/"x"', long(2_000)],
  'if-none-match': ['*', 'W/"', '"a", "b", W/"c"', '",'.repeat(900)],
  'if-modified-since': ['yesterday', 'Thu, 01 Jan 1970 00:00:00 GMT', '-1', '99999999999999999999'],
  'if-range': ['"x"', 'yesterday'],
  range: [
    'bytes=abc',
    'bytes=99999999-',
    'bytes=-0',
    `bytes=${'0-1,'.repeat(800)}`,
    'items=0-1',
    'bytes=1-0',
  ],
  'idempotency-key': ['', ' ', '\xe9', '../../x', long(300), long(8_000), "'; drop table orders; --"],
  'last-event-id': ['-1', '99999999999999999999', '\xff', long(4_000)],
  origin: ['null', 'http://', 'https://evil.example', 'http://localhost@evil.example', long(2_000)],
  'sec-purpose': ['prefetch', 'prefetch;prerender', ';'],
  'user-agent': ['', 'MicroMessenger/x', '\xf0\x9f\x92\xa5', long(8_000)],
  'x-forwarded-for': [
    '127.0.0.1',
    ',,,,',
    '999.999.999.999',
    '[::1]:99999',
    '::ffff:1.2.3.4%eth0',
    '1.2.3.4, '.repeat(600),
    'unknown, _hidden',
  ],
  'x-forwarded-host': ['evil.example', '//', ''],
  'x-forwarded-proto': ['https', 'javascript', ''],
  'x-ks-protocol': ['https', 'file'],
};

/** A few headers that nobody should send and somebody will. */
export const fuzzedHeaders: fc.Arbitrary<Record<string, string>> = fc
  .uniqueArray(
    fc
      .constantFrom(...Object.keys(NEAR))
      .chain((name) => fc.tuple(fc.constant(name), fc.oneof(fc.constantFrom(...NEAR[name]!), anyText))),
    { maxLength: 4, selector: ([name]) => name },
  )
  .map((headers) => Object.fromEntries(headers));
