import { Type, type Static, type TSchema } from 'typebox';
import { typedText } from '../../platform/http/typed-text.ts';

const closed = { additionalProperties: false };
const line = (maxLength: number, description?: string) =>
  typedText('line', { maxLength, ...(description !== undefined && { description }) });
/** In both languages of the shop; what is empty in English is shown in Chinese. */
const both = (maxLength: number, description?: string) =>
  Type.Object(
    { zh: line(maxLength), en: line(maxLength) },
    { ...closed, ...(description && { description }) },
  );

/** Both together fit into the body of a request. */
const LONGEST_TEXT = 20_000;
const text = (description: string) =>
  Type.Object(
    {
      zh: typedText('lines', { maxLength: LONGEST_TEXT }),
      en: typedText('lines', { maxLength: LONGEST_TEXT }),
    },
    { ...closed, description: `${description} CommonMark without HTML: # title, a paragraph, the rest.` },
  );

/** An unpaid order has at least so long, so that a person can pay it. */
export const LEAST_MINUTES = 5;
/** Seven days. */
export const MOST_MINUTES = 10_080;

/** A month: what is paid back so late is no price of the same offer any more. */
export const MOST_PROTECTION_DAYS = 30;

/** What each section holds, as it is saved, sent and answered. */
export const SECTION_SCHEMAS = {
  shop: Type.Object(
    {
      name: both(40, 'What the shop is called, on every page, in titles and messages.'),
      about: both(160, 'One sentence about it, for search engines.'),
      phone: line(40, 'By which customers reach the shop.'),
      email: line(100),
      address: both(160),
      hours: both(80, 'When somebody answers.'),
    },
    closed,
  ),
  legal: Type.Object(
    {
      company: line(100, 'The name on the business licence.'),
      licenceNo: line(18, 'Unified social credit code (GB 32100), or the 15 digits of an older licence.'),
      residence: line(160, 'The address on the business licence.'),
      icpNo: line(40, 'As 京ICP备12345678号-1.'),
      publicSecurityNo: line(40, 'As 京公网安备11010502030000号.'),
    },
    closed,
  ),
  orders: Type.Object(
    {
      paymentMinutes: Type.Union(
        [Type.Integer({ minimum: LEAST_MINUTES, maximum: MOST_MINUTES }), Type.Null()],
        {
          description:
            'An order that is not paid is cancelled after so many minutes; null: after as many as ORDER_PAYMENT_MINUTES says.',
        },
      ),
      priceProtectionDays: Type.Integer({
        minimum: 0,
        maximum: MOST_PROTECTION_DAYS,
        description:
          'So many days after an order is paid its customer may claim, once, what it costs less by then; 0: never. An order keeps to the days of when it was paid.',
      }),
      latePayment: Type.Enum(['refund', 'take_again'], {
        description:
          'What becomes of money that comes after an order was cancelled because its time was over: it goes back, or it pays for the order where all of its goods can be had again, and else goes back.',
      }),
    },
    closed,
  ),
  delivery: Type.Object(
    {
      mode: Type.Enum(['sum', 'first_unit_once'], {
        description:
          'How freight adds up where goods go by several templates: each in full, or the dearest first unit once and of the others further units alone.',
      }),
      freeBasis: Type.Enum(['after_all_discounts', 'before_coupons'], {
        description:
          'Which amount of the goods counts for free freight, where a template does not say itself.',
      }),
      pickUp: Type.Object(
        {
          isOn: Type.Boolean({ description: 'Whether customers may fetch what they order.' }),
          place: both(60, 'What the place is called.'),
          address: both(160),
          hours: both(80, 'When somebody is there.'),
          phone: line(40),
        },
        closed,
      ),
    },
    closed,
  ),
  policies: Type.Object({ terms: text('The terms.'), privacy: text('The privacy policy.') }, closed),
} as const satisfies Readonly<Record<string, TSchema>>;

export type Section = keyof typeof SECTION_SCHEMAS;
/** Whether the merchant has opened the shop; no section that is saved by hand. */
export type OpeningValue = { readonly isOpen: boolean };

export type SectionValues = { readonly [Name in Section]: Static<(typeof SECTION_SCHEMAS)[Name]> };

export const SECTIONS = Object.keys(SECTION_SCHEMAS) as readonly Section[];

/** A section as somebody saved it; version 0 where nobody has, and then the value is what holds without. */
export type Saved<Name extends Section = Section> = {
  readonly version: number;
  readonly value: SectionValues[Name];
  readonly savedAt: Date | null;
};
export type SavedSections = { readonly [Name in Section]: Saved<Name> };
export type AllSaved = SavedSections & {
  readonly opening: Pick<Saved, 'version' | 'savedAt'> & { readonly value: OpeningValue };
};
