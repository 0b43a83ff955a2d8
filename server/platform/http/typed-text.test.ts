import { Ajv } from 'ajv';
import { Type } from 'typebox';
import { expect, test } from 'vitest';
import { addTypedText, typedText } from './typed-text.ts';

const ajv = addTypedText(new Ajv({ strict: false }));
const validate = ajv.compile(
  Type.Object({
    code: Type.Optional(typedText('digits', { maxLength: 6, pattern: '^\\d{6}$' })),
    note: Type.Optional(Type.Union([typedText('lines', { maxLength: 5 }), Type.Null()])),
    tags: Type.Optional(Type.Array(typedText('line', { maxLength: 5, minLength: 1 }))),
  }),
);
const read = (body: object): object | undefined => (validate(body) ? body : undefined);

test('a text is measured and matched as it is kept, and kept clean', () => {
  expect(read({ code: ' １２３-456\u200b' })).toEqual({ code: '123456' });
  expect(read({ note: '\u200b\u200b\u200b字字字字字\r\n ' })).toEqual({ note: '字字字字字' });
  expect(read({ tags: ['\ta ', 'b'] })).toEqual({ tags: ['a', 'b'] });
});

test('what is too long, of another form or empty once it is clean is refused', () => {
  expect(read({ code: '12345' })).toBeUndefined();
  expect(read({ code: '1234567' })).toBeUndefined();
  expect(read({ note: '字'.repeat(6) })).toBeUndefined();
  expect(read({ tags: ['\u200b'] })).toBeUndefined();
});

test('what is far too long is refused without being cleaned first', () => {
  expect(read({ note: `${'\u200b'.repeat(10_000)}a` })).toBeUndefined();
});

test('what is no text is left to the other keywords', () => {
  expect(read({ note: null })).toEqual({ note: null });
  expect(read({ code: 123456 })).toBeUndefined();
});
