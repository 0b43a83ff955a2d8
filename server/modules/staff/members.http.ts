import { Type } from 'typebox';
import { staffOf } from '../../platform/http/access.ts';
import type { ApiApp } from '../../platform/http/api.ts';
import { answers, sendRefusal } from '../../platform/http/answers.ts';
import { refusalsOf } from '../../platform/http/problem.ts';
import { general } from '../../platform/http/problems.ts';
import type { Role } from './role.ts';
import { staffProblems } from './staff.problems.ts';
import { MemberSchema, presentMember } from './staff.schemas.ts';
import type { StaffSession } from './staff.ts';
import type { Staff } from './staff.module.ts';

const closed = { additionalProperties: false };
const Names = Type.Array(Type.String({ maxLength: 40 }), { maxItems: 100 });

/** Who of the shop may do what. */
export function memberRoutes(app: ApiApp, staff: Staff): void {
  app.get(
    '/staff/members',
    {
      schema: {
        summary: 'Everybody of the staff',
        response: answers(
          { 200: Type.Object({ items: Type.Array(MemberSchema), nextCursor: Type.Null() }) },
          general('no_session', 'not_permitted'),
        ),
      },
      config: { access: { staff: 'members:read' } },
    },
    async (_request, reply) =>
      reply.send({ items: (await staff.members()).map(presentMember), nextCursor: null }),
  );
  app.patch(
    '/staff/members/:id',
    {
      schema: {
        summary: 'Give somebody other roles, or let them in no more',
        params: Type.Object({ id: Type.String({ format: 'uuid' }) }),
        body: Type.Object(
          {
            roles: Type.Optional(
              Type.Array(Type.String({ maxLength: 40 }), { minItems: 1, maxItems: 20, uniqueItems: true }),
            ),
            active: Type.Optional(Type.Boolean()),
          },
          closed,
        ),
        response: answers(
          { 200: MemberSchema },
          general('no_session', 'bad_origin', 'not_permitted'),
          refusalsOf(staffProblems, 'member_not_found', 'role_unknown', 'role_beyond_own', 'last_owner'),
        ),
      },
      config: { access: { staff: 'members:change' } },
    },
    async (request, reply) => {
      const { roles, active } = request.body;
      const change = { ...(roles && { roles }), ...(active !== undefined && { isActive: active }) };
      const outcome = await staff.changeMember(staffOf<StaffSession>(request), request.params.id, change);
      return outcome.ok ? reply.send(presentMember(outcome.value)) : sendRefusal(reply, outcome.error);
    },
  );
  roleRoutes(app, staff);
}

function roleRoutes(app: ApiApp, staff: Staff): void {
  const RoleSchema = Type.Object({
    name: Type.String(),
    permissions: Type.Array(Type.String()),
    readyMade: Type.Boolean(),
  });
  const present = ({ name, permissions, isReadyMade }: Role) => ({
    ...{ name, permissions: [...permissions] },
    readyMade: isReadyMade,
  });
  app.get(
    '/staff/roles',
    {
      schema: {
        summary: 'All roles and what each permits',
        response: answers(
          { 200: Type.Object({ items: Type.Array(RoleSchema), nextCursor: Type.Null() }) },
          general('no_session', 'not_permitted'),
        ),
      },
      config: { access: { staff: 'members:read' } },
    },
    async (_request, reply) => reply.send({ items: (await staff.roles()).map(present), nextCursor: null }),
  );
  app.put(
    '/staff/roles/:name',
    {
      schema: {
        summary: 'Make or change a role of the shop’s own',
        params: Type.Object({ name: Type.String({ maxLength: 40 }) }),
        body: Type.Object({ permissions: Names }, closed),
        response: answers(
          { 200: RoleSchema },
          general('no_session', 'bad_origin', 'not_permitted'),
          refusalsOf(
            staffProblems,
            'role_ready_made',
            'role_name_invalid',
            'permission_unknown',
            'role_beyond_own',
          ),
        ),
      },
      config: { access: { staff: 'roles:change' } },
    },
    async (request, reply) => {
      const session = staffOf<StaffSession>(request);
      const outcome = await staff.changeRole(session, request.params.name, request.body.permissions);
      return outcome.ok
        ? reply.send(present({ ...outcome.value, isReadyMade: false }))
        : sendRefusal(reply, outcome.error);
    },
  );
  removalRoute(app, staff);
}

function removalRoute(app: ApiApp, staff: Staff): void {
  app.delete(
    '/staff/roles/:name',
    {
      schema: {
        summary: 'Remove a role of the shop’s own that nobody has',
        params: Type.Object({ name: Type.String({ maxLength: 40 }) }),
        response: answers(
          { 204: Type.Null() },
          general('no_session', 'bad_origin', 'not_permitted'),
          refusalsOf(staffProblems, 'role_ready_made', 'role_not_found', 'role_beyond_own', 'role_in_use'),
        ),
      },
      config: { access: { staff: 'roles:change' } },
    },
    async (request, reply) => {
      const outcome = await staff.removeRole(staffOf<StaffSession>(request), request.params.name);
      return outcome.ok ? reply.code(204).send(null) : sendRefusal(reply, outcome.error);
    },
  );
}
