import { putBetween } from './put-between.ts';

type Input = { readonly value: number; readonly unit: string; readonly says: string; readonly is: string };

const measured = (value: number, unit: string, says: string, by: string): Input => ({
  ...{ value, unit, says },
  is: `measured (${by})`,
});
const assumed = (value: number, unit: string, says: string): Input => ({
  ...{ value, unit, says },
  is: 'assumed',
});

const TRIAL = 'trial on Citus 13.2, all nodes on one machine';

/** All that the plan follows from. Put in your own and run `node_modules/.bin/node docs/plan-cluster.ts`. */
const INPUTS = {
  oneServerMs: measured(0.147, 'ms', 'processor an order, one PostgreSQL', TRIAL),
  coordinatorMs: measured(0.235, 'ms', 'processor an order, coordinator', TRIAL),
  workersMs: measured(0.53, 'ms', 'processor an order, all workers together', TRIAL),
  programMs: assumed(0.2, 'ms', 'processor an order, the program, about'),
  orderKb: measured(
    2,
    'kB',
    'disk an order, with its indexes',
    'npm run bench:growth: 20 GB for ten million',
  ),
  use: assumed(0.5, '', 'how much of a processor is used in the busiest hour'),
  peak: assumed(10, 'times', 'the busiest hour has so many orders a second more than the year'),
  serverCores: assumed(64, 'cores', 'of the largest server, and of the coordinator at most'),
  workerCores: assumed(16, 'cores', 'of a worker'),
  programCores: assumed(8, 'cores', 'of a machine that runs the program'),
  diskTb: assumed(8, 'TB', 'disk of a database node'),
  years: assumed(1, 'year', 'so long orders stay in the database'),
  copies: assumed(2, '', 'of each database node: itself and its standby'),
  coreYuan: assumed(100, 'yuan a month', 'price of a core with its memory'),
  tbYuan: assumed(1000, 'yuan a month', 'price of a TB of disk'),
} as const satisfies Record<string, Input>;

const RATES = [1_000, 10_000, 100_000];
const LEAST_WORKERS = 2;
const LEAST_PROGRAMS = 2;
const LEAST_SHARDS = 32;

const of = (name: keyof typeof INPUTS): number => INPUTS[name].value;

/** Cores to have for so many orders a second of which each takes `ms` of processor. */
export function coresFor(ordersASecond: number, ms: number): number {
  // Rounded first: 0.1 + 0.2 must not take a core more.
  return Math.max(1, Math.ceil(Number(((ordersASecond * ms) / 1000 / of('use')).toFixed(6))));
}

export type ClusterPlan = {
  readonly diskTb: number;
  readonly program: { readonly machines: number; readonly cores: number };
  /** By processor and disk; whether it is a server that there is. */
  readonly oneServer: { readonly cores: number; readonly fits: boolean; readonly yuan: number };
  readonly coordinator: { readonly cores: number; readonly fits: boolean };
  readonly workers: { readonly nodes: number; readonly cores: number };
  /** Each worker has one of each group at least. */
  readonly shards: number;
  readonly yuan: number;
};

/** What so many orders a second in the busiest hour take. */
export function planCluster(ordersASecond: number): ClusterPlan {
  const orders = (ordersASecond / of('peak')) * 86_400 * 365 * of('years');
  const diskTb = Math.ceil((orders * of('orderKb')) / 1e9);
  const programCores = coresFor(ordersASecond, of('programMs'));
  const machines = Math.max(LEAST_PROGRAMS, Math.ceil(programCores / of('programCores')));
  const programYuan = machines * of('programCores') * of('coreYuan');
  const serverCores = coresFor(ordersASecond, of('oneServerMs'));
  const coordinatorCores = coresFor(ordersASecond, of('coordinatorMs'));
  const workerCores = coresFor(ordersASecond, of('workersMs'));
  const nodes = Math.max(
    LEAST_WORKERS,
    Math.ceil(workerCores / of('workerCores')),
    Math.ceil(diskTb / of('diskTb')),
  );
  // A node that is there for its disk has the processor that its share of the orders takes.
  const coresOfNode = Math.min(of('workerCores'), Math.max(2, Math.ceil(workerCores / nodes)));
  const databaseYuan = (cores: number): number =>
    of('copies') * (cores * of('coreYuan') + diskTb * of('tbYuan'));
  return {
    diskTb,
    program: { machines, cores: machines * of('programCores') },
    oneServer: {
      cores: serverCores,
      fits: serverCores <= of('serverCores') && diskTb <= of('diskTb'),
      yuan: programYuan + databaseYuan(serverCores),
    },
    coordinator: { cores: coordinatorCores, fits: coordinatorCores <= of('serverCores') },
    workers: { nodes, cores: nodes * coresOfNode },
    shards: Math.max(LEAST_SHARDS, 2 ** Math.ceil(Math.log2(nodes))),
    yuan: programYuan + databaseYuan(coordinatorCores + nodes * coresOfNode),
  };
}

/** At so many orders a second the processor of the largest coordinator is used as far as it should be. */
export function limitOfCoordinator(): number {
  return Math.floor((of('serverCores') * of('use') * 1000) / of('coordinatorMs'));
}

/** Cores for it where any node is asked, and stock is spread, too: what the coordinator did is done by all. */
const coresOfAll = (ordersASecond: number): number =>
  coresFor(ordersASecond, of('coordinatorMs') + of('workersMs'));

/** The plan, for docs/cluster.md. */
export function tellPlan(): string {
  const inputs = Object.values(INPUTS).map(
    ({ value, unit, says, is }) => `| ${says} | ${value}${unit === '' ? '' : ` ${unit}`} | ${is} |`,
  );
  const rows = RATES.map((rate) => {
    const { diskTb, program, oneServer, coordinator, workers, shards, yuan } = planCluster(rate);
    const cells = [
      number(rate),
      `${number(diskTb)} TB`,
      `${program.machines} × ${of('programCores')}`,
      `${cores(oneServer.cores)}, ${oneServer.fits ? `${number(oneServer.yuan)} yuan` : 'no such server'}`,
      `${cores(coordinator.cores)}${coordinator.fits ? '' : ', too many'}`,
      `${workers.nodes} × ${workers.cores / workers.nodes}`,
      number(shards),
      `${number(yuan)} yuan`,
    ];
    return `| ${cells.join(' | ')} |`;
  });
  const limit = limitOfCoordinator();
  return `| from | | |
| --- | ---: | --- |
${inputs.join('\n')}

| orders a second | disk | program, machines × cores | one server instead, a month | coordinator | workers, nodes × cores | shards at least | cluster, a month |
| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
${rows.join('\n')}

A coordinator of ${of('serverCores')} cores ends at ${number(limit)} orders a second by its processor. Where any node is asked and stock is spread by SKU, there is no such end: ${number(RATES.at(-1)!)} orders a second take ${number(coresOfAll(RATES.at(-1)!))} cores of all nodes together.`;
}

/** `docs/cluster.md` with the plan in its place. */
export const withPlan = (page: string): string => putBetween(page, 'plan', tellPlan());

const cores = (count: number): string => `${count} ${count === 1 ? 'core' : 'cores'}`;

const number = (value: number): string => value.toLocaleString('en-US');

if (import.meta.main) process.stdout.write(`${tellPlan()}\n`);
