import type { Region } from '#server/modules/addresses/index.ts';
import type { RegionLevels, RegionOption } from './address.ts';

const option = ({ code, name }: Region): RegionOption => ({ code, name });

/** The divisions right under `parent`, or undefined where there is no such division. */
export function regionsUnder(regions: readonly Region[], parent: string): RegionOption[] | undefined {
  for (const province of regions) {
    if (province.code === parent) return province.children.map(option);
    const city = province.children.find(({ code }) => code === parent);
    if (city !== undefined) return city.children.map(option);
  }
  return undefined;
}

/** The province and the city of a district, or of one that was; empty texts where there are none. */
export function parentsOf(
  regions: readonly Region[],
  regionCode: string,
): { province: string; city: string } {
  for (const province of regions)
    for (const city of province.children)
      if (city.children.some(({ code }) => code === regionCode))
        return { province: province.code, city: city.code };
  // A district that is offered no more still lies in the city that its code begins with.
  const province = regions.find(({ code }) => code === `${regionCode.slice(0, 2)}0000`);
  const city = province?.children.find(({ code }) => code === `${regionCode.slice(0, 4)}00`);
  return { province: province?.code ?? '', city: city?.code ?? '' };
}

/** What the three selects offer for what is chosen so far. A province with one city has nothing to choose there. */
export function regionLevels(
  regions: readonly Region[],
  chosen: { readonly province: string; readonly city: string },
): Omit<RegionLevels, 'asOf'> & { readonly city: string } {
  const cities = regionsUnder(regions, chosen.province) ?? [];
  const city =
    cities.length === 1
      ? cities[0]!.code
      : cities.some(({ code }) => code === chosen.city)
        ? chosen.city
        : '';
  const districts = city === '' ? [] : (regionsUnder(regions, city) ?? []);
  return { provinces: regions.map(option), cities, districts, city };
}
