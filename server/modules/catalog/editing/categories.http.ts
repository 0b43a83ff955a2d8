import { Type } from 'typebox';
import { staffOf } from '../../../platform/http/access.ts';
import type { ApiApp } from '../../../platform/http/api.ts';
import { answers, sendRefusal } from '../../../platform/http/answers.ts';
import { refusalsOf } from '../../../platform/http/problem.ts';
import { general } from '../../../platform/http/problems.ts';
import { typedText } from '../../../platform/http/typed-text.ts';
import type { StaffSession } from '../../staff/index.ts';
import { editingProblems } from './editing.problems.ts';
import { Number64, closed } from './editing.schemas.ts';
import { CHANGE, READ, tags, type EditingRoutes } from './products.http.ts';

const Params = Type.Object({ id: Number64('The number of a category.') });
const CategorySchema = Type.Object({
  id: Type.String(),
  parentId: Type.Union([Type.String(), Type.Null()]),
  ...{ slug: Type.String(), name: Type.String(), nameEn: Type.String(), position: Type.Integer() },
});
export const LONGEST_CATEGORY = { name: 40, nameEn: 80 } as const;
const name = typedText('line', { minLength: 1, maxLength: LONGEST_CATEGORY.name });
const nameEn = Type.Optional(typedText('line', { maxLength: LONGEST_CATEGORY.nameEn }));
const parentId = Type.Optional(
  Type.Union([Number64('Under which it stands.'), Type.Null()], { description: 'Null: at the top.' }),
);
const changing = general('no_session', 'bad_origin', 'not_permitted');

/** The tree of categories. */
export function categoryRoutes(app: ApiApp, { editing }: EditingRoutes): void {
  app.get(
    '/staff/categories',
    {
      schema: {
        tags,
        summary: 'All categories, each after those that stand before it under the same parent',
        response: answers(
          { 200: Type.Object({ items: Type.Array(CategorySchema), nextCursor: Type.Null() }) },
          general('no_session', 'not_permitted'),
        ),
      },
      config: READ,
    },
    async (_request, reply) => reply.send({ items: await editing.categories(), nextCursor: null }),
  );
  app.post(
    '/staff/categories',
    {
      schema: {
        tags,
        summary: 'Add a category; it is the last of its parent',
        body: Type.Object({ name, nameEn, parentId }, closed),
        response: answers(
          { 201: CategorySchema },
          changing,
          refusalsOf(editingProblems, 'staff_category_not_found', 'category_too_deep', 'category_in_use'),
        ),
      },
      config: CHANGE,
    },
    async (request, reply) => {
      const outcome = await editing.createCategory(staffOf<StaffSession>(request), request.body);
      return outcome.ok ? reply.code(201).send(outcome.value) : sendRefusal(reply, outcome.error);
    },
  );
  changeRoutes(app, editing);
}

function changeRoutes(app: ApiApp, editing: EditingRoutes['editing']): void {
  const refusals = [
    changing,
    refusalsOf(editingProblems, 'staff_category_not_found', 'category_too_deep', 'category_in_use'),
  ] as const;
  app.patch(
    '/staff/categories/:id',
    {
      schema: {
        tags,
        summary: 'Rename a category, move it under another, or put it in another place',
        params: Params,
        body: Type.Object(
          {
            name: Type.Optional(name),
            nameEn,
            parentId,
            beforeId: Type.Optional(
              Type.Union([Number64('Before which it stands.'), Type.Null()], {
                description: 'Null: the last.',
              }),
            ),
          },
          closed,
        ),
        response: answers({ 200: CategorySchema }, ...refusals),
      },
      config: CHANGE,
    },
    async (request, reply) => {
      const by = staffOf<StaffSession>(request);
      const outcome = await editing.changeCategory(by, request.params.id, request.body);
      return outcome.ok ? reply.send(outcome.value) : sendRefusal(reply, outcome.error);
    },
  );
  app.delete(
    '/staff/categories/:id',
    {
      schema: {
        tags,
        summary: 'Remove a category in which nothing stands',
        params: Params,
        response: answers({ 204: Type.Null() }, ...refusals),
      },
      config: CHANGE,
    },
    async (request, reply) => {
      const outcome = await editing.removeCategory(staffOf<StaffSession>(request), request.params.id);
      return outcome.ok ? reply.code(204).send(null) : sendRefusal(reply, outcome.error);
    },
  );
}
