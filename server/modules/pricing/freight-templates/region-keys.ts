/** A division of the country, as the list of addresses has it. */
export type Division = {
  readonly code: string;
  readonly name: string;
  readonly children: readonly Division[];
};

/** What a row of a template can name: a province by two digits, a city by four, a district by six. */
export type RegionKeys = {
  isKnown(key: string): boolean;
  /** 浙江省, 浙江省杭州市, 浙江省杭州市西湖区; the key itself where there is none of it any more. */
  nameOf(key: string): string;
};

/** The key of a province. */
export const provinceKey = ({ code }: Division): string => code.slice(0, 2);

/**
 * The key of a city; that of its province where it is all of it, as in a municipality. What stands right under a province shares
 * its first four digits with its neighbours, and is named by all six.
 */
export function cityKey(province: Division, { code }: Division): string {
  if (province.children.length === 1) return provinceKey(province);
  return code.endsWith('00') ? code.slice(0, 4) : code;
}

export function readRegionKeys(provinces: readonly Division[]): RegionKeys {
  const names = new Map<string, string>();
  for (const province of provinces) {
    for (const city of province.children) {
      const inCity = province.children.length === 1 ? province.name : `${province.name}${city.name}`;
      for (const district of city.children) names.set(district.code, `${inCity}${district.name}`);
      names.set(cityKey(province, city), inCity);
    }
    names.set(provinceKey(province), province.name);
  }
  return { isKnown: (key) => names.has(key), nameOf: (key) => names.get(key) ?? key };
}
