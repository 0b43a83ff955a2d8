import { Type } from 'typebox';
import type { Result } from '../../kernel/result.ts';
import { staffOf } from '../../platform/http/access.ts';
import type { ApiApp } from '../../platform/http/api.ts';
import { answers, sendRefusal } from '../../platform/http/answers.ts';
import { refusalsOf } from '../../platform/http/problem.ts';
import { general } from '../../platform/http/problems.ts';
import type { StaffSession } from '../staff/index.ts';
import type { Opening, OpenRefusal } from './open-shop.ts';
import { STEPS } from './opening.decide.ts';
import { settingsProblems } from './shop-settings.problems.ts';

/** What staff may ask about the opening of the shop. */
export type StaffOpening = {
  opening(): Promise<Opening>;
  open(by: StaffSession): Promise<Result<Opening, OpenRefusal>>;
};

const OpeningSchema = Type.Object({
  state: Type.Enum(['demo', 'preparing', 'open'], {
    description: 'While it is being prepared, customers are told that the shop is not open yet.',
  }),
  steps: Type.Array(
    Type.Object({
      step: Type.Enum([...STEPS]),
      done: Type.Boolean(),
      needed: Type.Boolean({ description: 'False: advice, without which the shop may open.' }),
    }),
  ),
});

/** GET and POST /staff/opening: what keeps the shop from opening, and opening it. */
export function openingRoutes(app: ApiApp, staff: StaffOpening): void {
  app.get(
    '/staff/opening',
    {
      schema: {
        summary: 'What still keeps the shop from opening',
        response: answers({ 200: OpeningSchema }, general('no_session', 'not_permitted')),
      },
      config: { access: { staff: 'settings:read' } },
    },
    async (_request, reply) => reply.send(present(await staff.opening())),
  );
  app.post(
    '/staff/opening',
    {
      schema: {
        summary: 'Open the shop to customers',
        response: answers(
          { 200: OpeningSchema },
          general('no_session', 'bad_origin', 'not_permitted'),
          refusalsOf(settingsProblems, 'shop_not_ready', 'shop_is_demo'),
        ),
      },
      config: { access: { staff: 'settings:change' } },
    },
    async (request, reply) => {
      const outcome = await staff.open(staffOf<StaffSession>(request));
      return outcome.ok ? reply.send(present(outcome.value)) : sendRefusal(reply, outcome.error);
    },
  );
}

function present({ state, steps }: Opening) {
  return {
    state,
    steps: steps.map(({ step, isDone, isNeeded }) => ({ step, done: isDone, needed: isNeeded })),
  };
}
