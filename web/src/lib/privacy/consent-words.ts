import { m } from '#lib/words/m.ts';
import type { Purpose } from '#server/modules/customers/index.ts';

type Words = { name(): string; text(): string };

/** What each optional consent is for, and what no longer works without it. */
export const CONSENT_WORDS: Readonly<Record<Exclude<Purpose, 'terms' | 'privacy'>, Words>> = {
  'carrier-sharing': { name: m.consent_carrier, text: m.consent_carrier_text },
  'payment-sharing': { name: m.consent_payment, text: m.consent_payment_text },
  marketing: { name: m.consent_marketing, text: m.consent_marketing_text },
  recommendation: { name: m.consent_recommendation, text: m.consent_recommendation_text },
};

/** What the shop cannot do without: told, not asked. */
export const NEEDED_DATA: readonly Words[] = [
  { name: m.data_phone, text: m.data_phone_text },
  { name: m.data_address, text: m.data_address_text },
  { name: m.data_order, text: m.data_order_text },
];
