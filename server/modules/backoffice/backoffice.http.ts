import { Type } from 'typebox';
import type { Permission } from '../../kernel/permission.ts';
import { staffOf } from '../../platform/http/access.ts';
import type { ApiApp } from '../../platform/http/api.ts';
import { answers } from '../../platform/http/answers.ts';
import { general } from '../../platform/http/problems.ts';
import type { DayFigures, Figures, Hour } from './figures.ts';
import type { Todo } from './todo.ts';

/** What the opening page of the back office shows. */
export type BackOfficeOverview = {
  /** What waits for somebody who is permitted this, the longest first. */
  todo(permissions: ReadonlySet<Permission>): Promise<readonly Todo[]>;
  figures(): Promise<DayFigures>;
};

const Moment = Type.String({ format: 'date-time' });
const Amount = Type.Integer({ description: 'Fen: 100 are one yuan.' });

export function backofficeRoutes(app: ApiApp, overview: BackOfficeOverview): void {
  app.get(
    '/staff/todo',
    {
      schema: {
        summary: 'What waits for somebody, of what the caller may see: how much of each kind, and since when',
        response: answers(
          {
            200: Type.Array(
              Type.Object({
                kind: Type.String(),
                count: Type.Integer(),
                isMore: Type.Boolean({ description: 'There are more than were counted.' }),
                oldestAt: Moment,
                url: Type.String({ description: 'The page where it is done.' }),
              }),
            ),
          },
          general('no_session'),
        ),
      },
      config: { access: 'staff' },
    },
    async (request, reply) => {
      const todo = await overview.todo(staffOf(request).permissions);
      return reply.send(todo.map(({ oldestAt, ...one }) => ({ ...one, oldestAt: oldestAt.toISOString() })));
    },
  );
  figuresRoute(app, overview);
}

const FiguresSchema = {
  orders: Type.Integer(),
  paidOrders: Type.Integer(),
  paidAmount: Amount,
  averageAmount: Type.Union([Amount, Type.Null()], {
    description: 'Of a paid order; null where there is none.',
  }),
  newCustomers: Type.Integer(),
};
const Hours = Type.Array(Type.Object({ hour: Moment, ...FiguresSchema }));

function figuresRoute(app: ApiApp, overview: BackOfficeOverview): void {
  app.get(
    '/staff/figures',
    {
      schema: {
        summary: 'Today beside yesterday and the same day of last week, each up to the same time',
        description:
          'Days are those of Shanghai. What was paid counts in the hour in which its order was placed. `hours`: today as far as it has come, and the whole of yesterday.',
        response: answers(
          {
            200: Type.Object({
              at: Moment,
              today: Type.Object(FiguresSchema),
              yesterday: Type.Object(FiguresSchema),
              lastWeek: Type.Object(FiguresSchema),
              hours: Type.Object({ today: Hours, yesterday: Hours }),
            }),
          },
          general('no_session', 'not_permitted'),
        ),
      },
      config: { access: { staff: 'orders:read' } },
    },
    async (_request, reply) => {
      const { at, today, yesterday, lastWeek, hoursToday, hoursYesterday } = await overview.figures();
      return reply.send({
        at: at.toISOString(),
        ...{ today: write(today), yesterday: write(yesterday), lastWeek: write(lastWeek) },
        hours: { today: hoursToday.map(writeHour), yesterday: hoursYesterday.map(writeHour) },
      });
    },
  );
}

function write({ orders, paidOrders, paidFen, newCustomers }: Figures) {
  const averageAmount = paidOrders === 0 ? null : Math.round(paidFen / paidOrders);
  return { orders, paidOrders, paidAmount: paidFen, averageAmount, newCustomers };
}

function writeHour({ hour, ...figures }: Hour) {
  return { hour: hour.toISOString(), ...write(figures) };
}
