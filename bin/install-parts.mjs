import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, statfsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { findNode, root, writeMark } from './places.mjs';
import { generalRefusal, LaunchRefusal } from './refusal.mjs';
import { runTool } from './run-tool.mjs';
import { startProgress } from './show-progress.mjs';

const modules = join(root, 'node_modules');
/** Written last, so that an install that was cut short is none. */
const stamp = join(modules, '.ks-order-installed');
/** What npm itself writes last. */
const npmsList = join(modules, '.package-lock.json');
const NEEDED_MB = 1_500;
/** By itself npm tries for minutes, and again for every part, before it says that there is no network. */
const LAST_ATTEMPT_FAILED = /^npm http .* attempt 4 failed with (E[A-Z_]+)/;
const RETRIES = ['--fetch-retries=3', '--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=8000'];

/** Whether what `package-lock.json` asks for is installed, all of it, for this kind of machine. */
export function isInstalled() {
  if (findNode() === undefined) return false;
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted()) return true;
  // Somebody may have run npm by hand.
  if (!existsSync(npmsList) || !matchesLock()) return false;
  try {
    writeMark(stamp, wanted());
  } catch (error) {
    // Installed by another user, for this one to read only: it is compared again at each start.
    if (!['EACCES', 'EPERM', 'EROFS'].includes(error.code)) throw error;
  }
  return true;
}

export async function installParts(lockHandle) {
  refuseFullDisk();
  for (const file of [stamp, npmsList]) rmSync(file, { force: true });
  const progress = startProgress('正在安装依赖 Installing the parts');
  try {
    let result = await runNpm('ci', lockHandle, progress);
    // Versions of npm differ in whether a lock file must list the parts for other kinds of machines. `install` takes the
    // versions of the lock all the same.
    if (/code EUSAGE/.test(result.said)) result = await runNpm('install', lockHandle, progress);
    if (result.code !== 0) throw explain(result.said);
    if (findNode() === undefined) {
      throw new LaunchRefusal(
        'npm did not run the install script of the package "node". Allow install scripts (npm config delete ignore-scripts), then run npm start again.',
      );
    }
    writeMark(stamp, wanted());
    progress.end(true);
  } catch (error) {
    progress.end(false);
    throw generalRefusal(error.code ?? '') ?? error;
  }
}

/** What is asked for, and what npm says it has installed: whoever runs npm by hand changes the second. */
function wanted() {
  const hash = createHash('sha256');
  for (const name of ['package.json', 'package-lock.json']) hash.update(readFileSync(join(root, name)));
  if (existsSync(npmsList)) hash.update(readFileSync(npmsList));
  return `${hash.digest('hex')} ${process.platform}-${process.arch}\n`;
}

function readPackages(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages;
}

function matchesLock() {
  const installed = readPackages(npmsList);
  return Object.entries(readPackages(join(root, 'package-lock.json'))).every(([path, part]) => {
    const found = installed[path];
    return path === '' || (found ? found.version === part.version : mayBeMissing(part));
  });
}

/**
 * What npm calls optional is mostly a program made for one kind of machine: those for this one are needed (PostgreSQL is
 * among them), and npm leaves them out where it is told to (omit=optional).
 */
function mayBeMissing({ optional, peer, os, cpu, libc }) {
  if (!optional) return Boolean(peer);
  const isProgram = os !== undefined || cpu !== undefined;
  return !isProgram || !isForUs({ os, cpu, libc });
}

function isForUs({ os, cpu, libc }) {
  const { platform, arch } = process;
  return (
    (os?.includes(platform) ?? true) && (cpu?.includes(arch) ?? true) && (libc?.includes(findLibc()) ?? true)
  );
}

let libcOfNode;

/** Which C library Node itself was made for: on Linux the programs of some parts come for either. */
function findLibc() {
  process.report.excludeNetwork = true;
  libcOfNode ??= process.report.getReport().header.glibcVersionRuntime === undefined ? 'musl' : 'glibc';
  return libcOfNode;
}

function runNpm(command, lockHandle, progress) {
  const total = countParts();
  let fetched = 0;
  const onLine = (line, endNpm) => {
    if (LAST_ATTEMPT_FAILED.test(line)) endNpm();
    else if (/^npm http .*\.tgz/.test(line)) progress.advance(++fetched / total);
  };
  // The pages are built here, so what is needed for that is always installed, and PostgreSQL is an optional part, whatever
  // npm's settings leave out; the lock file is never rewritten.
  const args = [
    command,
    '--include=dev',
    '--include=optional',
    '--no-save',
    '--no-audit',
    '--no-fund',
    '--no-progress',
    '--loglevel=http',
    ...RETRIES,
  ];
  const npm = process.env['npm_execpath'];
  if (npm !== undefined && /^npm-cli\.c?js$/.test(basename(npm))) {
    return runTool(process.execPath, [npm, ...args], { lockHandle, onLine });
  }
  return runTool('npm', args, { lockHandle, onLine, shell: process.platform === 'win32' }).catch((error) => {
    if (error.code !== 'ENOENT') throw error;
    throw new LaunchRefusal(
      'npm is not installed. Install Node.js with npm from https://nodejs.org, then run npm start again.',
    );
  });
}

/** How many parts this machine will fetch, nearly: those for other systems are left out. */
function countParts() {
  return Object.values(readPackages(join(root, 'package-lock.json'))).filter(isForUs).length;
}

function refuseFullDisk() {
  const { bavail, bsize } = statfsSync(root);
  const freeMb = Math.floor((bavail * bsize) / 1024 / 1024);
  if (freeMb >= NEEDED_MB) return;
  throw new LaunchRefusal(
    `the disk has ${freeMb} MB left, but installing needs ${NEEDED_MB} MB. Free some space where ks-order lies, then run npm start again.`,
  );
}

function explain(said) {
  const [, code = ''] =
    said.match(/npm error code (\S+)/) ?? said.match(new RegExp(LAST_ATTEMPT_FAILED, 'm')) ?? [];
  const general = generalRefusal(code);
  if (general) return general;
  if (
    /^(ENOTFOUND|EAI_AGAIN|ECONN|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET|FETCH_ERROR|CERT|UNABLE_TO|SELF_SIGNED|E5\d\d|E40[37])/.test(
      code,
    )
  ) {
    return new LaunchRefusal(
      `the parts could not be fetched (${code}). Check the network and npm's settings (npm ping; npm config get registry proxy), then run npm start again: what was fetched is kept.`,
    );
  }
  const reasons = said.split('\n').filter((line) => /^npm error (?!code|A complete log)/.test(line));
  console.error(reasons.slice(0, 20).join('\n'));
  return new LaunchRefusal(
    `npm could not install the parts${code && ` (${code})`}: see its words above. Put that right, then run npm start again.`,
  );
}
