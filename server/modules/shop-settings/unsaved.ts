import type { OpeningValue, SectionValues } from './sections.ts';

export type Unsaved = SectionValues & { readonly opening: OpeningValue };

const NOTHING = { zh: '', en: '' };

const DEMO_PICK_UP: SectionValues['delivery']['pickUp'] = {
  isOn: true,
  place: { zh: 'KS 西溪体验店', en: 'KS store Xixi' },
  address: {
    zh: '浙江省杭州市西湖区文三路 478 号一层',
    en: 'Ground floor, 478 Wensan Road, Xihu District, Hangzhou, Zhejiang',
  },
  hours: { zh: '每天 10:00–20:00', en: 'Daily 10:00–20:00' },
  phone: '0571-8888 0478',
};

/** What holds where nobody has saved a section. `demo`: the demo shop has a name, and goes by it until it is given another. */
export function unsaved(isDemo: boolean): Unsaved {
  return {
    shop: {
      name: isDemo ? { zh: 'KS 下单', en: 'KS Order' } : { zh: '新店铺', en: 'New shop' },
      about: isDemo
        ? {
            zh: 'KS 在线下单：数码、家居、穿搭，标价清楚，满 ¥99 包邮，提交前列明每一笔费用。',
            en: 'KS Order: electronics, home and fashion at clear prices. Free delivery from ¥99, every charge listed before you submit.',
          }
        : NOTHING,
      ...{ phone: '', email: '', address: NOTHING, hours: NOTHING },
    },
    legal: { company: '', licenceNo: '', residence: '', icpNo: '', publicSecurityNo: '' },
    orders: { paymentMinutes: null, priceProtectionDays: 7, latePayment: 'refund' },
    delivery: {
      ...{ mode: 'sum', freeBasis: 'after_all_discounts' },
      pickUp: isDemo
        ? DEMO_PICK_UP
        : { isOn: false, place: NOTHING, address: NOTHING, hours: NOTHING, phone: '' },
    },
    // Those that come with the program hold, which tell of a demo shop (docs/legal).
    policies: { terms: NOTHING, privacy: NOTHING },
    opening: { isOpen: isDemo },
  };
}
