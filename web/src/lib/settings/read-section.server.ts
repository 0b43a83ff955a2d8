import { isTicked, readLine, readNumber } from '#lib/form/read-form.server.ts';
import { cleanLines } from '#server/kernel/clean-text.ts';
import type { SectionValues } from '#server/modules/shop-settings/index.ts';

const both = (form: FormData, name: string) => ({
  zh: readLine(form, `${name}.zh`),
  en: readLine(form, `${name}.en`),
});

export function readShop(form: FormData): SectionValues['shop'] {
  return {
    name: both(form, 'name'),
    about: both(form, 'about'),
    phone: readLine(form, 'phone'),
    email: readLine(form, 'email'),
    address: both(form, 'address'),
    hours: both(form, 'hours'),
  };
}

export function readLegal(form: FormData): SectionValues['legal'] {
  return {
    company: readLine(form, 'company'),
    // As it is copied from a licence: in groups, in small letters.
    licenceNo: readNumber(form, 'licenceNo').toUpperCase(),
    residence: readLine(form, 'residence'),
    icpNo: readLine(form, 'icpNo'),
    publicSecurityNo: readLine(form, 'publicSecurityNo'),
  };
}

/** What is none of the choices is refused by its field. */
export function readDelivery(form: FormData): SectionValues['delivery'] {
  const choice = (name: 'mode' | 'freeBasis') => readLine(form, name);
  return {
    mode: choice('mode') as SectionValues['delivery']['mode'],
    freeBasis: choice('freeBasis') as SectionValues['delivery']['freeBasis'],
    pickUp: {
      isOn: isTicked(form, 'pickUp.isOn'),
      place: both(form, 'pickUp.place'),
      address: both(form, 'pickUp.address'),
      hours: both(form, 'pickUp.hours'),
      phone: readLine(form, 'pickUp.phone'),
    },
  };
}

/** Longer than any text may be once it is clean: that is refused in words. */
const LONGEST_READ = 60_000;

function readText(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? cleanLines(value.slice(0, LONGEST_READ)) : '';
}

export function readPolicies(form: FormData): SectionValues['policies'] {
  const text = (name: string) => ({ zh: readText(form, `${name}.zh`), en: readText(form, `${name}.en`) });
  return { terms: text('terms'), privacy: text('privacy') };
}

/** What is no number becomes one that no shop may have, and is refused by its field. */
export function readOrders(form: FormData): SectionValues['orders'] {
  const [minutes, days] = [readNumber(form, 'paymentMinutes'), readNumber(form, 'priceProtectionDays')];
  const numberOf = (typed: string, otherwise: number) =>
    /^\d{1,9}$/.test(typed) ? Number(typed) : otherwise;
  return {
    paymentMinutes: minutes === '' ? null : numberOf(minutes, 0),
    priceProtectionDays: numberOf(days, -1),
    // What is none of the choices is refused by its field.
    latePayment: readLine(form, 'latePayment') as SectionValues['orders']['latePayment'],
  };
}
