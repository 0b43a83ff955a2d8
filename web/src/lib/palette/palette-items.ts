import { m } from '#lib/words/m.ts';
import type { IconName } from '../icon/icons.ts';
import { ACTS, groupsFor, OWN } from '../office/office-places.ts';
import { KEYS, SEARCHES } from './place-keys.ts';

/** Something that the palette leads to. */
export type PaletteItem = {
  readonly href: string;
  readonly icon: IconName;
  readonly name: string;
  /** Keys that lead there without the palette, as `g o`. */
  readonly keys?: string;
};

/** All that somebody may do who is permitted this: places first, in the order of the navigation, then acts. */
export function paletteItems(permissions: readonly string[]): PaletteItem[] {
  const places = [...groupsFor(permissions).flatMap((group) => group.places), ...OWN];
  const acts = ACTS.filter(({ needs }) => needs === undefined || permissions.includes(needs));
  return [
    ...places.map(({ path, icon, name }) => ({
      ...{ href: path, icon, name: name() },
      ...(KEYS[path] !== undefined && { keys: `g ${KEYS[path]}` }),
    })),
    ...acts.map(({ path, icon, name }) => ({ href: path, icon, name: name() })),
  ];
}

/** Those that a text finds, by their names or addresses; and the lists that can be searched for it. */
export function findItems(
  permissions: readonly string[],
  typed: string,
): { readonly items: readonly PaletteItem[]; readonly searches: readonly PaletteItem[] } {
  const all = paletteItems(permissions);
  const text = typed.trim().toLowerCase();
  if (text === '') return { items: all, searches: [] };
  const isFound = ({ name, href }: PaletteItem): boolean => `${name} ${href}`.toLowerCase().includes(text);
  const searches = groupsFor(permissions)
    .flatMap((group) => group.places)
    .filter(({ path }) => SEARCHES[path] !== undefined)
    .map(({ path, name }) => ({
      href: `${path}?${new URLSearchParams({ [SEARCHES[path]!]: typed.trim() })}`,
      icon: 'search' as const,
      name: m.palette_search_in({ place: name(), text: typed.trim() }),
    }));
  return { items: all.filter(isFound), searches };
}
