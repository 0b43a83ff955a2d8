import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { findFreePort } from '../test/support/find-free-port.ts';
import { startProgram, type Program } from '../test/support/run-program.ts';
import { drawReport, exitCodeOf } from './report.ts';
import { ROOT } from './run-command.ts';
import { runScanners, type Target } from './scan.ts';
import { scanners } from './scanners/index.ts';

/**
 * `npm run security:scan` starts a demo shop of its own and scans it; `-- --url http://127.0.0.1:3000` scans one that runs.
 * Nothing but that shop is asked for anything. Exit code: 2 critical or high, 1 medium, 0 neither, 3 not scanned at all.
 */
const HELP = `npm run security:scan [-- --url URL] [-- --i-own-this-host]

Without a URL a demo shop is started and scanned. A URL that is not of this machine needs --i-own-this-host: scanning what
belongs to others is forbidden in most countries.
`;
const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { url: { type: 'string' }, 'i-own-this-host': { type: 'boolean' }, help: { type: 'boolean' } },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const { url, 'i-own-this-host': isOwn = false } = values;
  if (url !== undefined && !URL.canParse(url))
    return refuse(`${url} is no address, as http://127.0.0.1:3000 is`);
  if (url !== undefined && !isOwn && !LOOPBACK.has(new URL(url).hostname))
    return refuse(`${url} is not on this machine. Where it is yours, say so: --i-own-this-host`);
  return url === undefined ? scanOwn() : scan(new URL(url).origin);
}

function refuse(sentence: string): number {
  process.stderr.write(`security:scan: ${sentence}\n`);
  return 3;
}

async function scan(url: string): Promise<number> {
  const target: Target = { url, isDemo: (await fetch(`${url}/api/v1/demo/outbox`)).status === 200 };
  const reports = await runScanners(scanners, target, (name) =>
    process.stderr.write(`scanning: ${name} …\n`),
  );
  const text = drawReport(reports);
  const folder = join(ROOT, 'security', 'reports');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'report.md'), `${text}\n`);
  process.stdout.write(`${text}\n`);
  return exitCodeOf(reports);
}

async function scanOwn(): Promise<number> {
  const dataDir = mkdtempSync(join(tmpdir(), 'ks-order-scan-'));
  // Where root runs this, PostgreSQL runs as another user, who must get through.
  chmodSync(dataDir, 0o711);
  let program: Program | undefined;
  try {
    program = await startProgram({
      PORT: String(await findFreePort()),
      DATA_DIR: dataDir,
      // The tools ask more than a person may; what holds for each request and each phone holds all the same.
      RATE_LIMITS: 'off',
    });
    return await scan(program.url);
  } finally {
    await program?.kill('SIGTERM');
    rmSync(dataDir, { recursive: true, force: true });
  }
}

process.exitCode = await main().catch((error: unknown) =>
  refuse(`nothing was scanned: ${error instanceof Error ? error.message : String(error)}`),
);
