import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import type { FastifySchemaCompiler } from 'fastify';
import addFormats from 'ajv-formats';
import { addTypedText } from './typed-text.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/**
 * Bodies are taken as they are: nothing is converted, nothing is dropped, but that what people type is cleaned
 * (`typed-text.ts`). What stands in an address is text, so there `"24"` may become 24.
 */
const strict = withFormats(
  new Ajv({
    allErrors: false,
    coerceTypes: false,
    removeAdditional: false,
    useDefaults: true,
    strict: false,
  }),
);
const fromText = withFormats(
  new Ajv({ allErrors: false, coerceTypes: true, removeAdditional: false, useDefaults: true, strict: false }),
);

function withFormats(ajv: Ajv): Ajv {
  (addFormats as unknown as (ajv: Ajv, formats: string[]) => void)(ajv, ['date-time', 'date', 'uri']);
  // As the database takes it, and not as `urn:uuid:…`.
  ajv.addFormat('uuid', UUID);
  const written = ajv.formats['date-time'] as { validate(text: string): boolean };
  // A leap second is well written, and no time that anything here can tell.
  ajv.addFormat('date-time', (text: string) => written.validate(text) && !Number.isNaN(Date.parse(text)));
  return addTypedText(ajv);
}

export const compileValidator: FastifySchemaCompiler<object> = ({ schema, httpPart }) => {
  const validate: ValidateFunction = (httpPart === 'body' ? strict : fromText).compile(schema);
  return (data: unknown) =>
    validate(data)
      ? { value: data }
      : { error: new InvalidRequest(validate.errors ?? [], httpPart ?? 'body') };
};

/** A request that does not fit its route's schema. */
export class InvalidRequest extends Error {
  readonly code: 'malformed' | 'unknown_field';
  readonly errors: readonly { path: string; code: string; message: string }[];

  constructor(errors: readonly ErrorObject[], part: string) {
    super('the request does not fit its schema');
    this.code = errors.some((error) => error.keyword === 'additionalProperties')
      ? 'unknown_field'
      : 'malformed';
    this.errors = errors.slice(0, 10).map((error) => describe(error, part));
  }
}

function describe(error: ErrorObject, part: string): { path: string; code: string; message: string } {
  const { additionalProperty, missingProperty } = error.params as {
    additionalProperty?: string;
    missingProperty?: string;
  };
  const leaf = additionalProperty ?? missingProperty;
  const path = `${part === 'body' ? '' : part}${error.instancePath}${leaf === undefined ? '' : `/${leaf}`}`;
  const code =
    additionalProperty !== undefined
      ? 'unknown_field'
      : missingProperty !== undefined
        ? 'missing'
        : error.keyword;
  return { path: path.slice(0, 200).toWellFormed(), code, message: error.message ?? 'is not valid' };
}
