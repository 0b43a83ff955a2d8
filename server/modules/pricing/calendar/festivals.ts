import chineseDays from 'chinese-days';
import type { Words } from '../../../kernel/language.ts';

/** Days of Shanghai, as `2026-10-01`, both included. */
export type Span = { readonly from: string; readonly until: string };
/** A time that campaigns are made for. `holiday`: the days off as the State Council sets them for a year. */
export type Festival = Span & {
  readonly key: string;
  readonly name: Words;
  readonly kind: 'holiday' | 'shopping' | 'own';
};

/** By the English name that the package has for them. */
const HOLIDAYS: Readonly<Record<string, { readonly key: string; readonly name: Words }>> = {
  "New Year's Day": { key: 'new_year', name: { zh: '元旦', en: 'New Year' } },
  'Spring Festival': { key: 'spring_festival', name: { zh: '春节', en: 'Spring Festival' } },
  'Tomb-sweeping Day': { key: 'qingming', name: { zh: '清明', en: 'Qingming' } },
  'Labour Day': { key: 'labour_day', name: { zh: '劳动节', en: 'Labour Day' } },
  'Dragon Boat Festival': { key: 'dragon_boat', name: { zh: '端午', en: 'Dragon Boat Festival' } },
  'Mid-autumn Festival': { key: 'mid_autumn', name: { zh: '中秋', en: 'Mid-autumn' } },
  'National Day': { key: 'national_day', name: { zh: '国庆', en: 'National Day' } },
};
/** Shopping festivals lie on the same days each year. */
const SHOPPING: readonly {
  readonly key: string;
  readonly name: Words;
  readonly days: readonly [string, string];
}[] = [
  { key: 'festival_618', name: { zh: '618', en: '618' }, days: ['06-01', '06-18'] },
  { key: 'double_11', name: { zh: '双11', en: 'Double 11' }, days: ['11-01', '11-11'] },
  { key: 'double_12', name: { zh: '双12', en: 'Double 12' }, days: ['12-10', '12-12'] },
];

export const FESTIVAL_KEYS = [
  ...(['new_year', 'spring_festival', 'qingming', 'labour_day', 'dragon_boat', 'mid_autumn'] as const),
  ...(['national_day', 'festival_618', 'double_11', 'double_12'] as const),
] as const;
export type FestivalKey = (typeof FESTIVAL_KEYS)[number];

const daysOff = (year: number): readonly string[] =>
  chineseDays.getHolidaysInRange(`${year}-01-01`, `${year}-12-31`, false);

/** Whether the public holidays of a year are known: the State Council tells them in the autumn before. */
export function knowsYear(year: number): boolean {
  return daysOff(year).length > 0;
}

/** The festivals of a year; where its holidays are not known, those for shopping alone. */
export function festivalsOf(year: number): Festival[] {
  const shopping = SHOPPING.map(({ key, name, days: [from, until] }): Festival => ({
    ...{ key: `${key}-${year}`, name, kind: 'shopping' },
    ...{ from: `${year}-${from}`, until: `${year}-${until}` },
  }));
  return [...holidaysOf(year), ...shopping].toSorted((a, b) => (a.from < b.from ? -1 : 1));
}

function holidaysOf(year: number): Festival[] {
  const byKey = Map.groupBy(daysOff(year), (day) => {
    const [name = ''] = chineseDays.getDayDetail(day).name.split(',');
    return HOLIDAYS[name];
  });
  return [...byKey].flatMap(([holiday, days]): Festival[] =>
    holiday === undefined
      ? []
      : [
          {
            ...{ key: `${holiday.key}-${year}`, name: holiday.name, kind: 'holiday' },
            ...{ from: days[0]!, until: days.at(-1)! },
          },
        ],
  );
}
