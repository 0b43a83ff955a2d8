import type { RegionOption } from './address.ts';

/** The divisions under a province or a city, from the shop's own list. Throws where it cannot be reached. */
export async function fetchRegions(parent: string): Promise<readonly RegionOption[]> {
  const response = await fetch(`/regions/${parent}`);
  if (!response.ok) throw new Error(`the regions under ${parent} answered ${response.status}`);
  return (await response.json()) as RegionOption[];
}
