import { Value } from 'typebox/value';
import type { Words } from '../../kernel/language.ts';
import { isLicenceNo } from './licence-number.ts';
import { isPolicy } from './render-policy.ts';
import { SECTION_SCHEMAS, type Section, type SectionValues } from './sections.ts';

/** What is wrong with one field, by its path as `name.zh`. */
export type Fault = {
  readonly field: string;
  readonly fault: 'missing' | 'too_long' | 'out_of_range' | 'malformed';
  /** What it may be at least or at most, where that is what is wrong. */
  readonly limit?: number;
};

const PHONE = /^\+?\d[\d ()-]{3,30}\d(?: ?(?:转|ext\.?) ?\d{1,6})?$/;
const EMAIL = /^[^\s@<>"]{1,64}@[^\s@<>"]+\.[^\s@<>"]{2,}$/;
/** 京ICP备12345678号-1, 京ICP证030173号, 粤B2-20090059. */
const ICP =
  /^(?:[\u4e00-\u9fff]ICP(?:备|证)\d{6,10}号(?:-\d{1,3})?|[\u4e00-\u9fff][AB][12]-\d{8}(?:-\d{1,3})?)$/;
const PUBLIC_SECURITY = /^[\u4e00-\u9fff]公网安备 ?\d{14}号$/;

type Checks = { readonly [Name in Section]?: (value: SectionValues[Name]) => readonly (Fault | false)[] };

const malformed = (field: string, text: string, isRight: (text: string) => boolean): Fault | false =>
  text !== '' && !isRight(text) && { field, fault: 'malformed' };

function faultsOfText(field: string, { zh, en }: Words): (Fault | false)[] {
  return [
    zh === '' ? { field: `${field}.zh`, fault: 'missing' } : malformed(`${field}.zh`, zh, isPolicy),
    malformed(`${field}.en`, en, isPolicy),
  ];
}

/** What a schema cannot say. A field that is left empty is one that the shop does not have. */
const CHECKS: Checks = {
  shop: ({ name, phone, email }) => [
    name.zh === '' && { field: 'name.zh', fault: 'missing' },
    malformed('phone', phone, (text) => PHONE.test(text)),
    malformed('email', email, (text) => EMAIL.test(text)),
  ],
  policies: ({ terms, privacy }) => [...faultsOfText('terms', terms), ...faultsOfText('privacy', privacy)],
  delivery: ({ pickUp: { isOn, place, address, hours, phone } }) => [
    isOn && place.zh === '' && { field: 'pickUp.place.zh', fault: 'missing' },
    isOn && address.zh === '' && { field: 'pickUp.address.zh', fault: 'missing' },
    isOn && hours.zh === '' && { field: 'pickUp.hours.zh', fault: 'missing' },
    malformed('pickUp.phone', phone, (text) => PHONE.test(text)),
  ],
  legal: ({ licenceNo, icpNo, publicSecurityNo }) => [
    malformed('licenceNo', licenceNo, isLicenceNo),
    malformed('icpNo', icpNo, (text) => ICP.test(text)),
    malformed('publicSecurityNo', publicSecurityNo, (text) => PUBLIC_SECURITY.test(text)),
  ],
};

const FAULTS: Readonly<Record<string, Fault['fault']>> = {
  maxLength: 'too_long',
  minimum: 'out_of_range',
  maximum: 'out_of_range',
  required: 'missing',
};

/** What is wrong with a section, once for each field; nothing where it can be saved. */
export function checkSection<Name extends Section>(section: Name, value: SectionValues[Name]): Fault[] {
  const unfit = Value.Errors(SECTION_SCHEMAS[section], value).map(toFault);
  // Of a value that may be one of several, the first alternative says what is wrong.
  if (unfit.length > 0) return [...new Map(unfit.toReversed().map((fault) => [fault.field, fault])).values()];
  return (CHECKS[section]?.(value) ?? []).filter((fault) => fault !== false);
}

function toFault({ instancePath, keyword, params }: ReturnType<typeof Value.Errors>[number]): Fault {
  const { limit } = params as { limit?: number };
  return {
    field: instancePath.slice(1).replaceAll('/', '.'),
    fault: FAULTS[keyword] ?? 'malformed',
    ...(limit !== undefined && { limit }),
  };
}
