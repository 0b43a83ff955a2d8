import type { Ajv } from 'ajv';
import { Type, type TString, type TStringOptions } from 'typebox';
import {
  cleanDigits,
  cleanLine,
  cleanLines,
  cleanNumber,
  cleanPhone,
  cleanSearch,
} from '../../kernel/clean-text.ts';

/** What kind of text a person types into a field, and how it is cleaned. */
const CLEANERS = {
  digits: cleanDigits,
  phone: cleanPhone,
  number: cleanNumber,
  line: cleanLine,
  lines: cleanLines,
  search: cleanSearch,
} as const;
export type TextKind = keyof typeof CLEANERS;

/** Says in a schema, and so in the OpenAPI document, of which kind a text is. */
export const TYPED = 'x-typed';
/** Marks and spaces that may come with a text, for each of its characters; beyond that it is refused as it is. */
const MOST_FOR_ONE = 4;
const MOST_AROUND = 100;

/**
 * A text that a person types. It is cleaned before anything else is asked of it: its longest form (in characters) and its pattern
 * are those of what comes out.
 */
export function typedText(kind: TextKind, options: TStringOptions & { readonly maxLength: number }): TString {
  return Type.String({ [TYPED]: kind, ...options });
}

/** Teaches a validator to clean the texts that `typedText` made. */
export function addTypedText(ajv: Ajv): Ajv {
  return ajv.addKeyword({
    keyword: TYPED,
    type: 'string',
    schemaType: 'string',
    // Before the first keyword about texts, so that all of them see what is kept.
    before: 'maxLength',
    modifying: true,
    errors: false,
    compile: (kind: TextKind, { maxLength }) => {
      const clean = CLEANERS[kind];
      const longest = Number(maxLength ?? 0) * MOST_FOR_ONE + MOST_AROUND;
      return (text: string, where) => {
        if (where !== undefined && text.length <= longest)
          where.parentData[where.parentDataProperty] = clean(text);
        return true;
      };
    },
  });
}
