import './platform/forget-native-pg.ts';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { byCommand } from './by-command.ts';
import { systemClock } from './kernel/clock.ts';
import { openMasterKey } from './open-master-key.ts';
import { record, type Json } from './modules/audit/index.ts';
import { inTransaction, type Database } from './platform/database.ts';
import {
  holdRotation,
  openFileMasterKey,
  replaceMasterKey,
  rotateKeys,
  type MasterKey,
  type RotationProgress,
} from './platform/sealing/index.ts';
import { runCommand, say, type CommandPlace } from './run-command.ts';
import { sealedColumnsOf } from './make-house.ts';

const USAGE = `npm run keys:rotate [-- --reseal | --new-master FILE]

                   换掉包裹顾客数据密钥的钥匙，店铺照常营业 / new key-encryption keys, while the shop runs
--reseal           数据密钥也换新的，所有加密的内容重新加密 / new data keys too: everything is sealed anew
--new-master FILE  换一把主密钥（没有这个文件就新建）/ another master key (made where there is no such file)

中断了（包括 kill -9）再执行一次，会接着做 / cut short, even by kill -9, it goes on when it is run again`;

type Asked = { readonly reseal: boolean; readonly newMaster: string | undefined };

function readArguments(): Asked | undefined {
  const { values } = parseArgs({
    options: { reseal: { type: 'boolean' }, 'new-master': { type: 'string' } },
  });
  const newMaster = values['new-master'];
  if (newMaster !== undefined && values.reseal) return undefined;
  return { reseal: values.reseal ?? false, newMaster };
}

async function rotate(asked: Asked, { config, database }: CommandPlace): Promise<void> {
  const masterKey = await openMasterKey(config, join(config.dataDir, 'keys'), false);
  await holdRotation(database, () =>
    asked.newMaster === undefined
      ? rotateAll(database, masterKey, asked.reseal)
      : changeMaster(database, masterKey, resolve(asked.newMaster)),
  );
}

async function rotateAll(database: Database, masterKey: MasterKey, reseal: boolean): Promise<void> {
  const { resumed } = await rotateKeys({
    database,
    masterKey,
    reseal,
    clock: systemClock,
    columns: sealedColumnsOf(),
    onProgress: progressLine(),
    onWaiting(ms) {
      const seconds = Math.ceil(ms / 1000);
      say(
        `等 ${seconds} 秒，让正在处理的请求先做完…… waiting ${seconds} s until requests under way are over…`,
      );
    },
  });
  await note(database, 'keys:rotate', { reseal });
  say(
    resumed
      ? '上次没做完的轮换已经做完，旧钥匙已删除。The rotation that was cut short is complete; the old keys are gone.'
      : '轮换完成，旧钥匙已删除。All keys are new; the old ones are gone.',
  );
}

async function changeMaster(database: Database, masterKey: MasterKey, file: string): Promise<void> {
  const next = await openFileMasterKey({ file, mayCreate: true, mustBePrivate: true });
  const { replaced } = await replaceMasterKey(database, masterKey, next);
  if (replaced === 0)
    return say('这把主密钥已经在用，没有改动。This master key is in use already; nothing was changed.');
  await note(database, 'keys:change-master', { replaced });
  say(
    `${replaced} 把钥匙已改由新主密钥 ${file} 包裹。现在请：1. 把它另存一份；2. 设置 MASTER_KEY_FILE=${file}；3. 逐个重启店铺的每个进程（在重启之前它们照常营业）；4. 都重启以后再删掉旧的主密钥。重启完之前不要再轮换。`,
  );
  say(
    `${replaced} keys are wrapped by the new master key ${file}. Now: 1. keep a copy of it elsewhere; 2. set MASTER_KEY_FILE=${file}; 3. restart every process of the shop, one after the other (until then they go on working); 4. throw the old master key away after that. Rotate nothing before all are restarted.`,
  );
}

/** When it is done, since it is many transactions: one that was cut short is noted by the one that goes on with it. */
function note(database: Database, what: string, after: Json): Promise<void> {
  const act = { what, subject: { kind: 'shop', id: 'keys' }, before: null, after, at: systemClock.now() };
  return inTransaction(database, (tx) => record(tx, [{ ...byCommand('keys:rotate'), ...act }]));
}

const PHASES = {
  wrapping: '包裹数据密钥 wrapping data keys',
  adding: '新建数据密钥 making new data keys',
  sealing: '重新加密 sealing anew',
  removing: '删除旧数据密钥 removing old data keys',
} as const;

/** One line that is written over on a terminal, else one for every hundredth of the way. */
function progressLine(): (progress: RotationProgress) => void {
  let told = '';
  return ({ phase, done, total }) => {
    const percent = total === 0 ? 100 : Math.floor((100 * done) / total);
    const text = `${PHASES[phase]} ${percent}%`;
    if (text === told) return;
    told = text;
    const line = `${text} (${done}/${total})`;
    process.stdout.write(process.stdout.isTTY && percent < 100 ? `\r\x1b[K${line}` : `${line}\n`);
  };
}

/** `npm run keys:rotate`: exit code 0 where all keys are new and the old ones gone. */
await runCommand({
  usage: USAGE,
  readArguments,
  connections: 8,
  onInterrupt: 'end',
  async run(asked, place) {
    await rotate(asked, place);
    return true;
  },
});
