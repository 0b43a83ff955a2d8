import { spawnSync } from 'node:child_process';
import { createReadStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCsvFields } from '../server/platform/sheets/read-csv-fields.ts';
import { readLines } from '../server/platform/sheets/read-lines.ts';
import { describeDevice } from '../server/platform/client/device.ts';
import { makeBatcher } from '../server/platform/batcher.ts';
import { makeFairQueue } from '../server/platform/http/gate/fair-queue.ts';
import { holdForSilentPeer } from './weigh-streams.ts';

/**
 * Weighs what this shop does itself against the libraries that would do it, and prints a table: what
 * docs/decisions/0039 has its figures from. The libraries are fetched for this run only.
 */
const CANDIDATES = [
  'csv-parse@7.0.3',
  'papaparse@5.5.3',
  'bowser@2.15.1',
  'ua-parser-js@1.0.41',
  '@fastify/sse@0.6.0',
  'fastify@5.12.8',
  'p-queue@9.3.5',
  'dataloader@2.2.3',
];

type Row = {
  readonly what: string;
  readonly ours: string;
  readonly theirs: Readonly<Record<string, string>>;
};
type Load = <Module>(name: string) => Module;
type Stream = NodeJS.ReadWriteStream & AsyncIterable<unknown>;

const ROWS = 100_000;

async function weighCsv(load: Load, folder: string): Promise<Row[]> {
  const { parse } = load<{ parse(options: object): Stream }>('csv-parse');
  const papa = load<{ NODE_STREAM_INPUT: number; parse(input: number, options: object): Stream }>(
    'papaparse',
  );
  const options = { bom: true, info: true, relax_column_count: true, skip_empty_lines: true };
  const readers: Record<string, (file: string) => AsyncIterable<unknown>> = {
    ours: (file) => readCsvFields(readLines(file)),
    'csv-parse': (file) => createReadStream(file).pipe(parse({ ...options, skip_records_with_error: true })),
    papaparse: (file) => createReadStream(file).pipe(papa.parse(papa.NODE_STREAM_INPUT, {})),
  };
  const big = join(folder, 'big.csv');
  const row =
    'goods,"名 1, 大","Goods ""L""",S-1,101,"材质=棉|产地=杭州","第一行\n第二行，很长很长很长很长"\n';
  writeFileSync(big, row.repeat(ROWS));
  const faulty = join(folder, 'faulty.csv');
  writeFileSync(faulty, 'h,i\na,"b" c\nd,e\nf,g\nh,"i"\n');
  const isGood = (one: unknown): boolean => /\["(?:h|d|f)","(?:i|e|g)"\]/.test(JSON.stringify(one));
  const speeds: Record<string, number> = {};
  const good: Record<string, string> = {};
  // The best of three, in turn: the first of all would pay for what the others find warm.
  for (let round = 0; round < 3; round += 1) {
    for (const [name, read] of Object.entries(readers)) {
      const startedAt = performance.now();
      await count(read(big));
      const megabytes = (Buffer.byteLength(row) * ROWS) / 1e6;
      speeds[name] = Math.max(speeds[name] ?? 0, megabytes / ((performance.now() - startedAt) / 1000));
      good[name] = `${await count(read(faulty), isGood)} of 4`;
    }
  }
  const told = Object.entries(speeds).map(([name, speed]) => [name, `${speed.toFixed(0)} MB/s`]);
  return [
    rowOf('a large CSV file', Object.fromEntries(told)),
    rowOf('good rows read around one stray quote', good),
  ];
}

async function count(all: AsyncIterable<unknown>, isMeant = (_one: unknown) => true): Promise<number> {
  let found = 0;
  for await (const one of all) if (isMeant(one)) found += 1;
  return found;
}

const rowOf = (what: string, { ours = '', ...theirs }: Record<string, string>): Row => ({
  what,
  ours,
  theirs,
});

/** Devices by what they say of themselves, with the words by which a customer would know them. */
const DEVICES: readonly (readonly [userAgent: string, program: RegExp, system: RegExp])[] = [
  [
    '(iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1 Mobile/21E219 AlipayClient/10.5',
    /Alipay/,
    /iPhone|iOS/,
  ],
  [
    '(Linux; Android 13; M2102 Build/T; wv) AppleWebKit/537.36 Version/4.0 Chrome/109.0 MQQBrowser/6.2 Mobile Safari/537.36 QQ/9.0',
    /^QQ(?! ?B)/,
    /Android/,
  ],
  [
    '(Linux; Android 12; HarmonyOS; ALN-AL00) AppleWebKit/537.36 Chrome/114.0 HuaweiBrowser/15.0 Mobile Safari/537.36',
    /Huawei/,
    /HarmonyOS/,
  ],
  [
    '(Phone; OpenHarmony 5.0) AppleWebKit/537.36 Chrome/114.0 Safari/537.36 ArkWeb/4.1 Mobile HuaweiBrowser/5.0',
    /Huawei/,
    /Harmony/,
  ],
  [
    '(Linux; Android 14; SM-S928B) AppleWebKit/537.36 SamsungBrowser/25.0 Chrome/121.0 Mobile Safari/537.36',
    /Samsung/,
    /Android/,
  ],
  [
    '(Linux; Android 13; V2243A) AppleWebKit/537.36 Version/4.0 Chrome/101.0 Mobile Safari/537.36 VivoBrowser/21.1',
    /Vivo/i,
    /Android/,
  ],
  [
    '(Linux; Android 13; PGEM10) AppleWebKit/537.36 Version/4.0 Chrome/115.0 Mobile Safari/537.36 HeyTapBrowser/40.8',
    /OPPO|HeyTap/,
    /Android/,
  ],
  [
    '(Linux; Android 13; 22111) AppleWebKit/537.36 Version/4.0 Chrome/97.0 Mobile Safari/537.36 T7/13.58 baiduboxapp/13.58',
    /Baidu/,
    /Android/,
  ],
  [
    '(Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/108.0 Safari/537.36 QIHU 360SE/15.1',
    /360/,
    /Windows/,
  ],
  [
    '(Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 OPR/112.0',
    /Opera/,
    /Windows/,
  ],
  [
    '(iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1 Mobile/15E148 MicroMessenger/8.0',
    /WeChat/,
    /iPhone|iOS/,
  ],
  [
    '(Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0',
    /Edge/,
    /Windows/,
  ],
];

type Named = { readonly browser: { name?: string }; readonly os: { name?: string } };

function weighDevices(load: Load): Row[] {
  const bowser = load<{ parse(userAgent: string): Named }>('bowser');
  const UAParser = load<new (userAgent: string) => { getResult(): Named }>('ua-parser-js');
  const join2 = ({ browser, os }: Named): string => `${browser.name ?? ''} · ${os.name ?? ''}`;
  const describers: Record<string, (userAgent: string) => string> = {
    ours: describeDevice,
    bowser: (userAgent) => join2(bowser.parse(userAgent)),
    'ua-parser-js': (userAgent) => join2(new UAParser(userAgent).getResult()),
  };
  const right = Object.entries(describers).map(([name, describe]) => {
    const known = DEVICES.filter(([rest, program, system]) => {
      const [first = '', second = ''] = describe(`Mozilla/5.0 ${rest}`).split(' · ');
      return program.test(first) && system.test(second);
    });
    return [name, `${known.length} of ${DEVICES.length}`];
  });
  return [rowOf('devices told by their right names', Object.fromEntries(right))];
}

async function weighQueues(load: Load): Promise<Row[]> {
  const { default: PQueue } = load<{
    default: new (options: object) => { add(work: () => Promise<void>): Promise<void> };
  }>('p-queue');
  const queue = new PQueue({ concurrency: 1 });
  const fair = makeFairQueue({ running: 1, waiting: 1_000, perKey: { running: 1, waiting: 500 } });
  const turnOf = async (run: (key: string, work: () => Promise<void>) => Promise<void>): Promise<string> => {
    const served: string[] = [];
    const ask = (key: string) => run(key, async () => void served.push(key));
    await Promise.all([...Array.from({ length: 100 }, () => ask('one')), ask('another')]);
    return `${served.indexOf('another') + 1}.`;
  };
  return [
    rowOf('who is served after the 100 requests of another network', {
      ours: await turnOf((key, work) => fair.run(key, work)),
      'p-queue': await turnOf((_key, work) => queue.add(work)),
    }),
  ];
}

async function weighBatches(load: Load): Promise<Row[]> {
  const DataLoader =
    load<
      new (
        run: (all: number[]) => Promise<number[]>,
        options: object,
      ) => { load(key: number): Promise<number> }
    >('dataloader');
  // A faulty row fails the statement that writes all of them.
  const write = async (all: readonly number[]): Promise<number[]> => {
    if (all.includes(7)) throw new Error('faulty');
    return [...all];
  };
  const batcher = makeBatcher({
    run: write,
    maxBatch: 256,
    maxRunning: 2,
    maxWaiting: 1_000,
    isShared: () => false,
  });
  const loader = new DataLoader(write, { cache: false });
  const failed = async (submit: (request: number) => Promise<unknown>): Promise<string> => {
    const all = await Promise.allSettled(Array.from({ length: 256 }, (_, index) => submit(index)));
    return `${all.filter(({ status }) => status === 'rejected').length}`;
  };
  const theirs = await failed((request) => loader.load(request));
  return [
    rowOf('orders that fail with one faulty one in a batch of 256', {
      ours: await failed(batcher.submit),
      dataloader: theirs,
    }),
  ];
}

const folder = mkdtempSync(join(tmpdir(), 'ks-parts-'));
try {
  const flags = ['--prefix', folder, '--no-save', '--no-audit', '--no-fund', '--loglevel=error'];
  const fetched = spawnSync('npm', ['install', ...flags, ...CANDIDATES], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (fetched.status !== 0) throw new Error('the libraries could not be fetched');
  const load = createRequire(join(folder, 'here.js')) as Load;
  const rows = [
    ...(await weighCsv(load, folder)),
    ...weighDevices(load),
    rowOf('memory held for a peer that does not read 160 MB', await holdForSilentPeer(load)),
    ...(await weighQueues(load)),
    ...(await weighBatches(load)),
  ];
  console.log('| what | ours | libraries |\n| --- | --- | --- |');
  for (const { what, ours, theirs } of rows)
    console.log(
      `| ${what} | ${ours} | ${Object.entries(theirs)
        .map(([name, value]) => `${name}: ${value}`)
        .join(', ')} |`,
    );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exit();
