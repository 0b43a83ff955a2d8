import './platform/forget-native-pg.ts';
import { parseArgs } from 'node:util';
import type { Step } from './platform/cluster/plan-spreading.ts';
import type { ForeignKey } from './platform/cluster/read-schema.ts';
import {
  listLeftRows,
  prepareSpreading,
  removeLeftRows,
  spreadTables,
} from './platform/cluster/spread-tables.ts';
import { runCommand, say, type CommandPlace } from './run-command.ts';

/** Few, since each table has as many pieces: enough for as many nodes as a shop will ever have. */
const SHARDS = 32;
const MOST_SHARDS = 1024;

const USAGE = `npm run cluster:distribute [-- --dry-run] [-- --shards N]

             按每张表的种类，把表分布到 Citus 的节点上；已经分布的不动；先停店 / spreads the tables over the nodes of a
             Citus cluster by their kinds; what is spread is left alone; the shop should not run
--dry-run    只说要做什么，什么都不做（只迁移数据库） / says what would be done, and does nothing (but migrating)
--shards N   一组表切成几片，1 到 ${MOST_SHARDS}，不写是 ${SHARDS}；已有的组不变 / pieces of a group, ${SHARDS} where nothing is said;
             groups that are there stay as they are

见 docs/cluster.md / see docs/cluster.md`;

type Asked = { readonly dryRun: boolean; readonly shards: number };

function readArguments(): Asked | undefined {
  const { values } = parseArgs({ options: { 'dry-run': { type: 'boolean' }, shards: { type: 'string' } } });
  const shards = Number(values.shards ?? SHARDS);
  if (!Number.isInteger(shards) || shards < 1 || shards > MOST_SHARDS) return undefined;
  return { dryRun: values['dry-run'] ?? false, shards };
}

async function distribute({ dryRun, shards }: Asked, { database }: CommandPlace): Promise<boolean> {
  const { steps, refusals } = await prepareSpreading(database);
  for (const refusal of refusals) process.stderr.write(`${refusal.zh}\n${refusal.en}\n`);
  if (dryRun) {
    for (const step of steps) say(tell(step));
    say(`${steps.length} 步，什么都没有做。${steps.length} steps; nothing was done.`);
  }
  if (refusals.length > 0) return false;
  if (dryRun) return true;
  await spreadTables(database, steps, shards, (step, done) =>
    say(`${done + 1}/${steps.length} ${tell(step)}`),
  );
  const left = await listLeftRows(database);
  for (const table of left) {
    say(`${table}：删掉留在协调节点上的旧数据 / rows removed that it left on the coordinator`);
    await removeLeftRows(database, table);
  }
  say(
    steps.length + left.length === 0
      ? '所有的表都已经按种类放好，没有改动。All tables stand as their kinds say; nothing was changed.'
      : '完成：所有的表都按种类放好了。Done: all tables stand as their kinds say.',
  );
  return true;
}

function tell(step: Step): string {
  switch (step.do) {
    case 'drop-key':
      return `${nameOf(step.key)}：暂时取下外键 / foreign key taken away for now`;
    case 'put-key':
      return `${nameOf(step.key)}：放回外键 / foreign key put back`;
    case 'copy':
      return `${step.table}：每个节点一份 / copied to every node`;
    case 'spread': {
      const { table, by, beside } = step;
      if (beside === undefined) return `${table}：按 ${by} 分布 / spread by ${by}`;
      return `${table}：按 ${by} 分布，和 ${beside} 在一起 / spread by ${by}, beside ${beside}`;
    }
    case 'register':
      return `${step.table}：整张留在协调节点 / whole on the coordinator`;
  }
}

const nameOf = ({ name, from, to }: ForeignKey): string => `${name} (${from} → ${to})`;

/** `npm run cluster:distribute`: exit code 0 where all tables stand as their kinds say, or would. */
await runCommand({
  usage: USAGE,
  readArguments,
  connections: 2,
  onInterrupt: 'end',
  run: distribute,
});
