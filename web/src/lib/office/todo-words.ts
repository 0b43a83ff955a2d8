import { m } from '#lib/words/m.ts';
import { caseIcon, caseKind, isCaseKind } from '../case/case-words.ts';
import type { IconName } from '../icon/icons.ts';

/** What each kind of what waits is called; the kinds of cases have words of their own. */
export function todoLook(kind: string): { readonly icon: IconName; readonly name: string } {
  if (isCaseKind(kind)) return { icon: caseIcon(kind), name: caseKind(kind) };
  if (kind === 'to_ship') return { icon: 'package', name: m.todo_to_ship() };
  if (kind === 'low_stock') return { icon: 'inbox', name: m.todo_low_stock() };
  return { icon: 'list-checks', name: kind };
}
