import { fail, redirect, type RequestEvent } from '@sveltejs/kit';
import { requireOffice } from '#lib/access/guard.server.ts';
import { readText } from '#lib/form/read-form.server.ts';
import { memberRefusal } from '#lib/member/member-words.server.ts';
import { m } from '#lib/words/m.ts';
import type { Actions, PageServerLoad } from './$types';

const MOST_ROLES = 20;
const MEMBER_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export const load: PageServerLoad = async (event) => {
  const { staff, session } = requireOffice(event);
  const { searchParams } = event.url;
  const [members, roles, invitations] = await Promise.all([
    staff.members(),
    staff.roles(),
    staff.invitations(),
  ]);
  const names = new Map<string, string>(members.map(({ id, name }) => [id, name]));
  const mayChange = session.permissions.has('members:change');
  const named = (what: string) =>
    mayChange ? members.find(({ id }) => id === searchParams.get(what)) : undefined;
  return {
    ...{ members, roles, mayChange, you: session.staffId },
    asks: mayChange && searchParams.has('invite'),
    ...{ changing: named('roles'), stopping: named('stop'), restoring: named('restore') },
    invitations: invitations.map(({ invitationId, roles: given, invitedBy, expiresAt }) => ({
      ...{ id: invitationId, roles: given, expiresAt },
      invitedBy: invitedBy === null ? undefined : names.get(invitedBy),
    })),
    ...{ hasChanged: searchParams.has('changed'), hasTakenBack: searchParams.has('taken-back') },
  };
};

const readRoles = (form: FormData): string[] =>
  form
    .getAll('role')
    .filter((role) => typeof role === 'string')
    .slice(0, MOST_ROLES);

/** The link of an invitation is shown this once. */
const toldOnce = (event: RequestEvent, { token, expiresAt }: { token: string; expiresAt: Date }) => ({
  link: `${event.locals.shop.settings.publicUrl}/admin/join?token=${encodeURIComponent(token)}`,
  expiresAt,
});

async function renew(event: RequestEvent) {
  const { staff, session } = requireOffice(event, 'members:change');
  const id = readText(await event.request.formData(), 'id', 40);
  if (!MEMBER_ID.test(id)) return fail(404, { trouble: m.member_invitation_gone() });
  const outcome = await staff.renewInvitation(session, id);
  if (outcome.ok) return { invited: { ...toldOnce(event, outcome.value), roles: outcome.value.roles } };
  const { code } = outcome.error;
  return code === 'invitation_gone'
    ? fail(404, { trouble: m.member_invitation_gone() })
    : fail(409, { trouble: memberRefusal({ code }) });
}

async function takeBack(event: RequestEvent) {
  const { staff, session } = requireOffice(event, 'members:change');
  const id = readText(await event.request.formData(), 'id', 40);
  if (!MEMBER_ID.test(id)) return fail(404, { trouble: m.member_invitation_gone() });
  const outcome = await staff.takeBack(session, id);
  if (outcome.ok) redirect(303, '/admin/members?taken-back');
  const { code } = outcome.error;
  return code === 'invitation_gone'
    ? fail(404, { trouble: m.member_invitation_gone() })
    : fail(409, { trouble: memberRefusal({ code }) });
}

type Change = { readonly roles?: readonly string[]; readonly isActive?: boolean };

/** Changes the member of a form, and says so in the list, or why not in the dialog. */
async function change(event: RequestEvent, form: FormData, wanted: Change) {
  const { staff, session } = requireOffice(event, 'members:change');
  const id = readText(form, 'id', 40);
  const outcome = MEMBER_ID.test(id)
    ? await staff.changeMember(session, id, wanted)
    : ({ ok: false, error: { code: 'member_not_found' } } as const);
  if (outcome.ok) redirect(303, '/admin/members?changed');
  return fail(409, { refusal: memberRefusal(outcome.error), chosen: wanted.roles });
}

export const actions: Actions = {
  renew,
  takeBack,
  async invite(event) {
    const { staff, session } = requireOffice(event, 'members:change');
    const roles = readRoles(await event.request.formData());
    if (roles.length === 0) return fail(422, { missing: m.member_roles_missing() });
    const outcome = await staff.invite(session, roles);
    if (!outcome.ok) return fail(409, { refusal: memberRefusal(outcome.error), chosen: roles });
    return { invited: { ...toldOnce(event, outcome.value), roles } };
  },
  async roles(event) {
    const form = await event.request.formData();
    const roles = readRoles(form);
    if (roles.length === 0) return fail(422, { missing: m.member_roles_missing() });
    return change(event, form, { roles });
  },
  stop: async (event) => change(event, await event.request.formData(), { isActive: false }),
  restore: async (event) => change(event, await event.request.formData(), { isActive: true }),
};
