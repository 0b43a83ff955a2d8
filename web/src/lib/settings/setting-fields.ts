import { m } from '#lib/words/m.ts';

/** What each field is called, by its path in a section; a field in two languages goes by both. */
const FIELDS: Readonly<Record<string, () => string>> = {
  name: m.settings_name,
  about: m.settings_about,
  phone: m.settings_phone,
  email: m.settings_email,
  address: m.settings_address,
  hours: m.settings_hours,
  company: m.settings_company,
  licenceNo: m.settings_licence_no,
  residence: m.settings_residence,
  icpNo: m.settings_icp_no,
  publicSecurityNo: m.settings_public_security_no,
  terms: m.settings_terms,
  privacy: m.settings_privacy,
  paymentMinutes: m.settings_minutes,
  priceProtectionDays: m.settings_protection_days,
  latePayment: m.settings_late,
  mode: m.settings_mode,
  freeBasis: m.settings_free_basis,
  pickUp: m.settings_pick_up,
  'pickUp.isOn': m.settings_pick_up_on,
  'pickUp.place': m.settings_pick_up_place,
  'pickUp.address': m.settings_pick_up_address,
  'pickUp.hours': m.settings_pick_up_hours,
  'pickUp.phone': m.settings_pick_up_phone,
};

export function settingName(path: string): string {
  const [, field = path, language] = /^(.+?)(?:\.(zh|en))?$/.exec(path) ?? [];
  const label = FIELDS[field]?.() ?? field;
  if (language === 'zh') return m.settings_in_chinese({ label });
  return language === 'en' ? m.settings_in_english({ label }) : label;
}
