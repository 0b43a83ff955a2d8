import { fail, redirect, type RequestEvent } from '@sveltejs/kit';
import { requireOffice } from '#lib/access/guard.server.ts';
import { readLine } from '#lib/form/read-form.server.ts';
import { roleRefusal } from '#lib/role/role-refusal.server.ts';
import { m } from '#lib/words/m.ts';
import { PERMISSIONS } from '#server/kernel/permission.ts';
import type { Actions, PageServerLoad } from './$types';

const HERE = '/admin/roles';

export const load: PageServerLoad = async (event) => {
  const { staff, session } = requireOffice(event);
  const { searchParams } = event.url;
  const [roles, members] = await Promise.all([staff.roles(), staff.members()]);
  const own = roles
    .filter(({ isReadyMade }) => !isReadyMade)
    .map((role) => ({
      ...role,
      members: members.filter((member) => member.roles.includes(role.name)).length,
    }));
  const mayChange = session.permissions.has('roles:change');
  const named = (what: string) =>
    mayChange ? own.find(({ name }) => name === searchParams.get(what)) : undefined;
  return {
    ...{ own, mayChange, permissions: PERMISSIONS, yours: [...session.permissions] },
    readyMade: roles.filter(({ isReadyMade }) => isReadyMade),
    isNew: mayChange && searchParams.has('new'),
    ...{ editing: named('edit'), removing: named('remove'), hasChanged: searchParams.has('changed') },
  };
};

async function save(event: RequestEvent) {
  const { staff, session } = requireOffice(event, 'roles:change');
  const form = await event.request.formData();
  const name = readLine(form, 'name');
  const chosen = form
    .getAll('permission')
    .filter((permission) => typeof permission === 'string')
    .slice(0, PERMISSIONS.length);
  const typed = { name, chosen };
  if (chosen.length === 0) return fail(422, { ...typed, missing: m.role_permissions_missing() });
  // Making one is not to change another that is there.
  const isNew = event.url.searchParams.has('new');
  const roles = isNew ? await staff.roles() : [];
  if (roles.some((role) => role.name === name))
    return fail(409, { ...typed, nameError: m.role_name_taken() });
  const outcome = await staff.changeRole(session, name, chosen);
  if (outcome.ok) redirect(303, `${HERE}?changed`);
  return outcome.error.code === 'role_name_invalid'
    ? fail(422, { ...typed, nameError: m.role_name_invalid() })
    : fail(409, { ...typed, refusal: roleRefusal(outcome.error) });
}

async function remove(event: RequestEvent) {
  const { staff, session } = requireOffice(event, 'roles:change');
  const name = readLine(await event.request.formData(), 'name');
  const outcome = await staff.removeRole(session, name);
  if (outcome.ok) redirect(303, `${HERE}?changed`);
  return fail(409, { refusal: roleRefusal(outcome.error) });
}

export const actions: Actions = { save, remove };
