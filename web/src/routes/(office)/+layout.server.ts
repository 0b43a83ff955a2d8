import { isCaseKind } from '#lib/case/case-words.ts';
import type { OfficeData } from '#lib/office/office-places.ts';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = async ({ locals }): Promise<{ office: OfficeData }> => {
  const { staff, backOffice } = locals;
  if (staff === undefined) throw new Error('only the staff come as far as the back office');
  const { name, roles, permissions } = staff;
  const todo = (await backOffice?.overview.todo(permissions)) ?? [];
  const countOf = (isOne: (kind: string) => boolean): number =>
    todo.reduce((sum, { kind, count }) => sum + (isOne(kind) ? count : 0), 0);
  const counts = {
    '/admin/cases': countOf(isCaseKind),
    '/admin/orders': countOf((kind) => kind === 'to_ship'),
  };
  return { office: { name, roles, permissions: [...permissions], counts } };
};
