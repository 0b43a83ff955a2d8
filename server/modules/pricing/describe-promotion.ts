import type { Words } from '../../kernel/language.ts';
import { formatYuan, type Fen } from '../../kernel/money.ts';
import type { Step } from './campaign.ts';
import type { PromotionRecord } from './campaigns/campaign-record.ts';

type Together = Exclude<PromotionRecord, { kind: 'limited_time_price' | 'flash_sale' }>;

/** What a promotion gives, in a few words for a chip beside a price. */
export function describePromotion(campaign: Together): Words {
  switch (campaign.kind) {
    case 'n_for_m': {
      const { n, m } = campaign.definition;
      return { zh: `任选 ${n} 件付 ${m} 件`, en: `${n} for the price of ${m}` };
    }
    case 'second_at_half_price':
      return { zh: '第二件半价', en: 'Second at half price' };
    case 'bundle_price': {
      const price = shortYuan(campaign.definition.price as Fen);
      return { zh: `套装价 ¥${price}`, en: `Bundle for ¥${price}` };
    }
    case 'spend_and_save': {
      const steps = campaign.definition.steps.toSorted((a, b) => a.thresholdAmount - b.thresholdAmount);
      return {
        zh: steps.map((step) => describeStep(step).zh).join('，'),
        en: steps.map((step) => describeStep(step).en).join(', '),
      };
    }
  }
}

function describeStep({ thresholdAmount, ...off }: Step): Words {
  const from = shortYuan(thresholdAmount);
  if (off.percentOff === undefined) {
    const amount = shortYuan(off.amount);
    return { zh: `满 ${from} 减 ${amount}`, en: `¥${amount} off from ¥${from}` };
  }
  return {
    zh: `满 ${from} 打 ${(10_000 - off.percentOff) / 1_000} 折`,
    en: `${off.percentOff / 100}% off from ¥${from}`,
  };
}

/** `300` or `18.50`: without its sign, and without cents where there are none. */
const shortYuan = (amount: Fen): string => formatYuan(amount).replace('¥', '').replace(/\.00$/, '');
