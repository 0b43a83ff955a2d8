import { m } from '#lib/words/m.ts';
import type { BackOffice } from '#server/shop.ts';

export type SetupStep = Awaited<ReturnType<BackOffice['settings']['opening']>>['steps'][number];

type Told = {
  readonly name: () => string;
  /** What is to be done, and what for. */
  readonly text: () => string;
  /** Where it is done; none where it is done by whoever runs the machine, or cannot be done yet. */
  readonly href?: string;
};

/** Every step on the way to an open shop, in words. */
export const SETUP_STEPS: Readonly<Record<SetupStep['step'], Told>> = {
  name: { name: m.setup_name, text: m.setup_name_text, href: '/admin/settings' },
  contact: { name: m.setup_contact, text: m.setup_contact_text, href: '/admin/settings' },
  licence: { name: m.setup_licence, text: m.setup_licence_text, href: '/admin/settings/legal' },
  filing: { name: m.setup_filing, text: m.setup_filing_text, href: '/admin/settings/legal' },
  product: { name: m.setup_product, text: m.setup_product_text, href: '/admin/products' },
  freight: { name: m.setup_freight, text: m.setup_freight_text },
  policies: { name: m.setup_policies, text: m.setup_policies_text, href: '/admin/settings/policies' },
  payment: { name: m.setup_payment, text: m.setup_payment_text },
  messages: { name: m.setup_messages, text: m.setup_messages_text },
  staff: { name: m.setup_staff, text: m.setup_staff_text, href: '/admin/members' },
  address: { name: m.setup_address, text: m.setup_address_text },
  key: { name: m.setup_key, text: m.setup_key_text },
  metrics: { name: m.setup_metrics, text: m.setup_metrics_text },
};
