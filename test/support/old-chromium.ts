import { execFile, spawn, type ChildProcess } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliDecompressSync } from 'node:zlib';

const CACHE = fileURLToPath(new URL('../../node_modules/.cache/old-chromium', import.meta.url));
const run = promisify(execFile);

/** Which package brings which Chromium along, packed for machines without one. */
export const OLD_CHROMIUMS = {
  87: 'chrome-aws-lambda@5.4.0',
  92: '@sparticuz/chromium@92.0.0',
  110: '@sparticuz/chromium@110.0.1',
} as const;

export type OldVersion = keyof typeof OLD_CHROMIUMS;

/** A Chromium of years ago, in a folder of its own that later runs find again; or why there is none. */
export async function fetchChromium(version: OldVersion): Promise<{ folder: string } | { reason: string }> {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    return { reason: 'old Chromium comes packed for Linux on x64 alone' };
  const folder = join(CACHE, String(version));
  if (existsSync(folder)) return { folder };
  mkdirSync(CACHE, { recursive: true });
  const draft = mkdtempSync(join(CACHE, 'draft-'));
  try {
    await unpack(OLD_CHROMIUMS[version], draft);
    renameSync(draft, folder);
    return { folder };
  } catch (error) {
    return { reason: `${OLD_CHROMIUMS[version]} could not be fetched: ${String(error).split('\n')[0]}` };
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

async function unpack(name: string, folder: string): Promise<void> {
  const { stdout } = await run('npm', ['pack', name, '--silent', '--pack-destination', folder], {
    cwd: folder,
  });
  await run('tar', ['xzf', stdout.trim().split('\n').at(-1)!], { cwd: folder });
  const bin = join(folder, 'package/bin');
  const open = (file: string): Buffer => brotliDecompressSync(readFileSync(join(bin, file)));
  writeFileSync(join(folder, 'chromium'), open('chromium.br'));
  chmodSync(join(folder, 'chromium'), 0o755);
  // Libraries that the machine may lack, and what draws without a graphics card.
  for (const archive of ['aws.tar', 'swiftshader.tar']) {
    writeFileSync(join(folder, archive), open(`${archive}.br`));
    await run('tar', ['xf', archive], { cwd: folder });
    rmSync(join(folder, archive));
  }
  rmSync(join(folder, 'package'), { recursive: true });
}

/** Starts it, and answers where its developer tools listen. */
export async function launchChromium(folder: string): Promise<{ tools: string; close(): Promise<void> }> {
  const profile = mkdtempSync(join(tmpdir(), 'ks-old-chromium-'));
  const child = spawn(
    join(folder, 'chromium'),
    // These builds come without a sandbox and without the process that opens the others.
    '--headless --no-sandbox --no-zygote --disable-gpu --use-gl=swiftshader --no-first-run --remote-debugging-port=0'
      .split(' ')
      .concat(`--user-data-dir=${profile}`, 'about:blank'),
    {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, HOME: profile, LD_LIBRARY_PATH: `${join(folder, 'lib')}:${folder}` },
    },
  );
  const close = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await ended;
    }
    rmSync(profile, { recursive: true, force: true });
  };
  try {
    return { tools: await addressOfTools(child), close };
  } catch (error) {
    await close();
    throw error;
  }
}

function addressOfTools(child: ChildProcess): Promise<string> {
  let said = '';
  return new Promise((resolve, reject) => {
    child.stderr!.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const address = /listening on ws:\/\/([\d.:]+)/.exec(said)?.[1];
      if (address) resolve(`http://${address}`);
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the old Chromium ended with ${code}:\n${said}`)));
  });
}
