import { m } from '#lib/words/m.ts';
import {
  cityKey,
  provinceKey,
  type Division,
} from '#server/modules/pricing/freight-templates/region-keys.ts';
import type { Choice, FreightDraft, PickerView, PlaceView } from './freight-draft.ts';

const MOST_SAID = 8;
const NOT_SERVED = 'not';

export type RegionNames = { nameOf(key: string): string; readonly provinces: readonly Division[] };

/** The regions of each row and those that are not served, with what may be chosen where they are being changed. */
export function viewPlaces(
  draft: FreightDraft,
  names: RegionNames,
): { readonly rows: readonly PlaceView[]; readonly notServed: PlaceView } {
  const all = [
    ...draft.rows.map(({ regions }, at) => ({ place: `row-${at}`, keys: regions })),
    { place: NOT_SERVED, keys: draft.notServed },
  ];
  const views = all.map(({ place, keys }): PlaceView => {
    const taken = new Map(
      all.flatMap((other) =>
        other.place === place ? [] : other.keys.map((key) => [key, sayPlace(other.place)] as const),
      ),
    );
    const isPicked = draft.picking?.place === place;
    return {
      ...{ place, keys, said: sayRegions(keys, names) },
      picker: isPicked ? openPicker({ keys, taken, open: draft.picking!.open }, names) : undefined,
    };
  });
  return { rows: views.slice(0, -1), notServed: views.at(-1)! };
}

export function sayRegions(keys: readonly string[], { nameOf }: Pick<RegionNames, 'nameOf'>): string {
  const said = keys.slice(0, MOST_SAID).map(nameOf).join(m.role_separator());
  return keys.length > MOST_SAID ? m.template_regions_more({ said, count: keys.length }) : said;
}

const sayPlace = (place: string): string =>
  place === NOT_SERVED
    ? m.template_not_served()
    : m.template_row_numbered({ at: Number(place.slice('row-'.length)) + 1 });

type Picking = {
  readonly keys: readonly string[];
  readonly taken: ReadonlyMap<string, string>;
  /** The code of the province or the city that is opened; empty for none. */
  readonly open: string;
};

function openPicker(picking: Picking, names: RegionNames): PickerView {
  const choices = names.provinces.map((province) => provinceChoice(province, picking));
  const known = new Set(names.provinces.flatMap(keysOf));
  const shown = new Set(choices.flatMap(shownKeys));
  const gone = picking.keys.filter((key) => !known.has(key));
  return {
    choices,
    rest: picking.keys.filter((key) => known.has(key) && !shown.has(key)),
    gone: gone.map((key) => ({ key, name: names.nameOf(key) })),
  };
}

function provinceChoice(province: Division, picking: Picking): Choice {
  const key = provinceKey(province);
  const [only] = province.children;
  // All of a municipality is one city: its districts stand right below it.
  const isOneCity = province.children.length === 1;
  const below = isOneCity ? only!.children : province.children;
  const isOpen = picking.open === province.code || below.some(({ code }) => code === picking.open);
  return choiceOf(province, {
    ...{ key, picking, isOpen },
    keysWithin: keysOf(province).slice(1),
    inner: () =>
      below.map((one) => (isOneCity ? districtChoice(one, picking) : cityChoice(province, one, picking))),
  });
}

function cityChoice(province: Division, city: Division, picking: Picking): Choice {
  const key = cityKey(province, city);
  const own = city.children.map(({ code }) => code).filter((code) => code !== key);
  return choiceOf(city, {
    ...{ key, picking, keysWithin: own, isOpen: picking.open === city.code },
    inner: () => city.children.map((district) => districtChoice(district, picking)),
  });
}

const districtChoice = (district: Division, picking: Picking): Choice =>
  choiceOf(district, { key: district.code, picking, keysWithin: [], isOpen: false, inner: () => [] });

type Parts = {
  readonly key: string;
  readonly picking: Picking;
  readonly keysWithin: readonly string[];
  readonly isOpen: boolean;
  inner(): readonly Choice[];
};

function choiceOf({ code, name }: Division, { key, picking, keysWithin, isOpen, inner }: Parts): Choice {
  const isChosen = picking.keys.includes(key);
  return {
    ...{ key, name, isChosen, taken: picking.taken.get(key) },
    within: keysWithin.filter((one) => picking.keys.includes(one)).length,
    // Who has all of it chooses nothing within it.
    opens: keysWithin.length > 0 && !isChosen ? code : undefined,
    inner: isOpen && !isChosen ? inner() : undefined,
  };
}

/** Its own first, then those of what lies in it. */
function keysOf(province: Division): string[] {
  const cities =
    province.children.length === 1 ? [] : province.children.map((city) => cityKey(province, city));
  const districts = province.children.flatMap(({ children }) => children.map(({ code }) => code));
  return [...new Set([provinceKey(province), ...cities, ...districts])];
}

function shownKeys({ key, inner }: Choice): string[] {
  return [key, ...(inner?.flatMap(shownKeys) ?? [])];
}
