import { everyTime } from '../../platform/jobs.ts';
import { defineModule, type Ground } from '../../platform/module.ts';
import { backofficeProblems } from './backoffice.problems.ts';
import { backofficeRoutes, type BackOfficeOverview } from './backoffice.http.ts';
import { showFigures, type FigureDeps } from './figures.ts';
import { listViewRoutes } from './list-views.http.ts';
import { makeListViews, type ListViews } from './list-views.ts';
import { sumUpSales } from './sum-up-sales.ts';
import { backofficeTables } from './tables.ts';
import { listTodo, type TodoDeps } from './todo.ts';

/** Made last: it shows what the other rooms have. */
export type BackofficeHouse = Ground & {
  readonly customers: Pick<FigureDeps, 'countNewByHour'>;
  readonly ordering: {
    paymentMinutes(): number;
    readonly ofStaff: Pick<FigureDeps, 'sumOrdersByHour'> & Pick<TodoDeps, 'toShip'>;
  };
  readonly stock: Pick<TodoDeps, 'shortages'>;
  readonly cases: { readonly waiting: TodoDeps['openCases'] };
};

export const backofficeModule = defineModule({
  name: 'backoffice',
  problems: [backofficeProblems],
  tables: backofficeTables,
  make(house: BackofficeHouse) {
    const { clock, database, customers, ordering, stock, cases } = house;
    const { sumOrdersByHour, toShip } = ordering.ofStaff;
    const figures = {
      ...{ database, sumOrdersByHour, paymentMinutes: ordering.paymentMinutes },
      countNewByHour: customers.countNewByHour,
    };
    const views = makeListViews(house);
    const api: BackOfficeOverview & {
      readonly views: ListViews;
      /** After orders were put into the past, as a demo shop does once. */
      countAnew(): Promise<void>;
    } = {
      views,
      countAnew: async () => void (await sumUpSales(figures, clock.now(), { anew: true })),
      todo: (permissions) =>
        listTodo({ openCases: cases.waiting, toShip, shortages: stock.shortages }, permissions),
      figures: () => showFigures(figures, clock.now()),
    };
    return {
      api,
      routes: (app) => {
        backofficeRoutes(app, api);
        listViewRoutes(app, views);
      },
      jobs: { 'sum-up-sales': async () => void (await sumUpSales(figures, clock.now())) },
      crontab: [everyTime('* * * * *', 'sum-up-sales')],
    };
  },
});
