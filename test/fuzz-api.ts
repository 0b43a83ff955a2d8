import fc from 'fast-check';
import { fuzzedHeaders } from './fuzz-headers.ts';

type Schema = {
  type?: string | string[];
  properties?: Record<string, Schema>;
  items?: Schema;
  enum?: unknown[];
  anyOf?: Schema[];
  pattern?: string;
};
type Operation = {
  parameters?: { name: string; in: string; schema: Schema }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
};
export type OpenApi = { paths: Record<string, Record<string, Operation>> };
export type Route = { method: string; path: string; operation: Operation };

/** A request as it goes over the wire: the body is text, since broken JSON is one of the things to send. */
export type FuzzedRequest = {
  method: string;
  path: string;
  body: string | undefined;
  headers: Record<string, string>;
};

export function listRoutes(document: OpenApi): Route[] {
  return Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      operation,
    })),
  );
}

const LONE_SURROGATE = '\ud800';
const deep = (depth: number): unknown => Array.from({ length: depth }).reduce<unknown>((inner) => [inner], 0);

/** Values that nobody should send and somebody will. */
const nasty = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    -1,
    0,
    0.5,
    1e308,
    Number.MAX_SAFE_INTEGER,
    -Number.MAX_SAFE_INTEGER,
    2 ** 63,
    '',
    ' ',
    '\0',
    LONE_SURROGATE,
    'a\0b',
    `x${LONE_SURROGATE}y`,
    '💥'.repeat(50),
    'x'.repeat(5_000),
    "'; drop table orders; --",
    '%00',
    '../../etc/passwd',
    '{{7*7}}',
    'NaN',
    '1e9',
    '99999999999999999999',
    [],
    {},
    [[]],
    { __proto__: null, constructor: 1 },
    deep(60),
  ),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.double(),
  fc.maxSafeInteger(),
  fc.jsonValue({ maxDepth: 4 }) as fc.Arbitrary<unknown>,
);

/** A value near the schema: mostly of the right shape, with something wrong somewhere. */
function near(schema: Schema | undefined, depth = 0): fc.Arbitrary<unknown> {
  if (schema === undefined || depth > 6) return nasty;
  const good = goodValue(schema, depth);
  return fc.oneof({ weight: 4, arbitrary: good }, { weight: 1, arbitrary: nasty });
}

function goodValue(schema: Schema, depth: number): fc.Arbitrary<unknown> {
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  if (schema.anyOf !== undefined) return fc.oneof(...schema.anyOf.map((one) => near(one, depth + 1)));
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  switch (type) {
    case 'object': {
      const properties = Object.entries(schema.properties ?? {}).map(
        ([name, inner]) => [name, near(inner, depth + 1)] as const,
      );
      const known = fc.record(Object.fromEntries(properties), { requiredKeys: [] });
      const unknown = fc.dictionary(fc.string({ maxLength: 8 }), nasty, { maxKeys: 1 });
      return fc.oneof(
        { weight: 5, arbitrary: known },
        { weight: 1, arbitrary: fc.tuple(known, unknown).map(([a, b]) => ({ ...a, ...b })) },
      );
    }
    case 'array':
      return fc.array(near(schema.items, depth + 1), { maxLength: 5 });
    case 'integer':
    case 'number':
      return fc.oneof(fc.integer({ min: 0, max: 1_000 }), fc.integer(), fc.double());
    case 'boolean':
      return fc.boolean();
    default:
      return fc.oneof(
        fc.constantFrom('1', '2', '42', '13800138000', '123456', '310115', 'KS'),
        fc.string({ maxLength: 40 }),
      );
  }
}

const pathText = fc.oneof(
  fc.constantFrom(
    '1',
    '0',
    'KS',
    '%00',
    '%FF',
    '%E0%A4%A',
    '..%2f..',
    '%ED%A0%80',
    'a'.repeat(300),
    'a'.repeat(501),
    'a'.repeat(9_000),
    '%2e%2e',
    '%5c..%5c',
    '%0d%0a',
    '%E2%80%AE%E2%80%8B',
    '%F0%9F%92%A5'.repeat(40),
    '__proto__',
    '-1',
    '9'.repeat(30),
  ),
  fc
    .string({ unit: 'binary', minLength: 1, maxLength: 30 })
    .map((text) => encodeURIComponent(text.toWellFormed())),
  fc.uuid(),
);

/** Requests to one route, from nearly right to absurd. */
export function fuzzRoute({ method, path, operation }: Route): fc.Arbitrary<FuzzedRequest> {
  const query = (operation.parameters ?? []).filter((parameter) => parameter.in === 'query');
  const bodySchema = operation.requestBody?.content['application/json']?.schema;
  const filled = fc.array(pathText, { minLength: 4, maxLength: 4 }).map((texts) => {
    let index = 0;
    return path.replace(/\{[^}]+\}/g, () => texts[index++ % texts.length]!);
  });
  const search = fc
    .record(Object.fromEntries(query.map(({ name, schema }) => [name, near(schema)])), { requiredKeys: [] })
    .map((values) =>
      new URLSearchParams(
        Object.entries(values).map(([name, value]): [string, string] => [
          name,
          String(typeof value === 'object' ? JSON.stringify(value) : value).toWellFormed(),
        ]),
      ).toString(),
    );
  const json = near(bodySchema).map((value) => JSON.stringify(value));
  const broken = fc.constantFrom(
    '{',
    '[1,',
    '"',
    'null',
    '{"a":}',
    '\u0000',
    `{"note":"\\ud800"}`,
    `${'['.repeat(5_000)}${']'.repeat(5_000)}`,
  );
  const body =
    method === 'GET' || method === 'DELETE'
      ? fc.constant(undefined)
      : fc.oneof({ weight: 5, arbitrary: json }, { weight: 1, arbitrary: broken });
  const type = fc.oneof(
    { weight: 8, arbitrary: fc.constant('application/json') },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        'text/plain',
        'application/xml',
        'multipart/form-data',
        'application/json; charset=utf-16',
        'x',
        'application/json;;',
        'application/json, text/plain',
        `application/${'x'.repeat(4_000)}`,
      ),
    },
  );
  return fc
    .tuple(filled, search, body, type, fc.boolean(), fuzzedHeaders)
    .map(([address, params, text, contentType, hasKey, others]) => ({
      method,
      path: params === '' ? address : `${address}?${params}`,
      body: text,
      headers: {
        ...(text === undefined ? {} : { 'content-type': contentType }),
        ...(hasKey ? { 'idempotency-key': 'fuzz' } : {}),
        ...others,
      },
    }));
}
