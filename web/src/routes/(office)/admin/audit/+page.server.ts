import { requireOffice } from '#lib/access/guard.server.ts';
import { subjectName } from '#lib/audit/act-words.ts';
import { viewAct } from '#lib/audit/view-act.server.ts';
import { readSearch } from '#lib/form/read-form.server.ts';
import { cutPage, readCursor } from '#lib/office/cursor.server.ts';
import type { StaffId } from '#server/kernel/actor.ts';
import type { PageServerLoad } from './$types';

const PAGE = 30;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const WORD = /^[\w:.-]{1,100}$/;

/** What an address asks for; what cannot be any of it asks for nothing. */
function readAsked({ searchParams }: URL) {
  const read = (name: string, shape: RegExp): string | undefined => {
    const text = readSearch(searchParams, name);
    return shape.test(text) ? text : undefined;
  };
  return { who: read('who', UUID), what: read('what', WORD), kind: read('kind', WORD), id: read('id', WORD) };
}

/** What the list is about: things of a kind, or one of them by what it is called. */
function aboutOf({ kind, id }: { kind: string; id?: string }, called: string | undefined): string {
  return id === undefined ? subjectName(kind) : `${subjectName(kind)} ${called ?? id}`;
}

export const load: PageServerLoad = async (event) => {
  const { audit, staff } = requireOffice(event);
  const { who, what, kind, id } = readAsked(event.url);
  const subject = kind === undefined ? undefined : { kind, ...(id !== undefined && { id }) };
  const cursor = readCursor(event.url, /^\d{1,15}$/);
  const [members, acts] = await Promise.all([
    staff.members(),
    audit.list({
      ...(who !== undefined && { staffId: who as StaffId }),
      ...(what !== undefined && { what }),
      ...(subject && { subject }),
      ...(cursor && { after: { at: cursor.at, seq: Number(cursor.id) } }),
      limit: PAGE + 1,
    }),
  ]);
  const names = new Map<string, string>(members.map((member) => [member.id, member.name]));
  const page = cutPage(acts, PAGE, ({ at, seq }) => ({ at, id: String(seq) }));
  const items = page.items.map((act) => viewAct(act, names));
  const about = subject && aboutOf(subject, items[0]?.about);
  return {
    ...{ items, about, next: page.after, isLater: cursor !== undefined },
    asked: { ...(who && { who }), ...(what && { what }), ...subject },
    people: members.map((member) => ({ id: member.id, name: member.name })),
  };
};
