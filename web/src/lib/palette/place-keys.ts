import type { OfficePath } from '../office/office-places.ts';

/** The letter that leads to a place after `g`. A place without one is reached by the palette. */
export const KEYS: Readonly<Partial<Record<OfficePath, string>>> = {
  '/admin': 'h',
  '/admin/orders': 'o',
  '/admin/cases': 'c',
  '/admin/tasks': 't',
  '/admin/products': 'p',
  '/admin/categories': 'l',
  '/admin/stock': 's',
  '/admin/imports': 'f',
  '/admin/settings': 'e',
  '/admin/members': 'm',
  '/admin/roles': 'r',
  '/admin/audit': 'a',
  '/admin/me': 'i',
};

/** Lists that can be searched from anywhere, by the name under which their address takes what is looked for. */
export const SEARCHES: Readonly<Partial<Record<OfficePath, string>>> = {
  '/admin/orders': 'q',
  '/admin/products': 'q',
  '/admin/stock': 'q',
};
