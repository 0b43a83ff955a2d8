import { lintSource } from '@secretlint/core';
import { creator as recommended } from '@secretlint/secretlint-rule-preset-recommend';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, runCommand } from '../run-command.ts';
import { collect, type Scanner } from '../scan.ts';

const LARGEST_FILE = 1024 ** 2;
const TEXT =
  /\.(?:ts|js|mjs|json|jsonl|svelte|css|html|sql|md|yml|yaml|sh|toml|env|pem|key|txt|lua)$|(?:^|\/)[^.]+$/;
/** Lists of checksums, which look like keys and are none. */
const NO_SECRETS = new Set(['package-lock.json']);
/** History is looked at in pieces, so that a long one never lies in memory as a whole. */
const COMMITS_AT_ONCE = 50;

/** Keys, tokens and passwords that somebody left in a file, now or at any time before. */
export const secrets: Scanner = {
  name: 'secrets in files and history',
  needs: 'files',
  withinMs: 300_000,
  async scan(_target, signal) {
    const { tried, found, notTried, outcome } = collect();
    const inFiles = await findInFiles(signal);
    if (inFiles === undefined) {
      notTried('files and history: this is no git checkout, or git is not installed');
      return outcome();
    }
    for (const what of inFiles.found)
      found('critical', `${what}: take it out, and make it worthless where it came from`);
    tried(`${inFiles.files} files`);
    const commits = await listCommits(signal);
    for (let at = 0; at < commits.length; at += COMMITS_AT_ONCE) {
      signal.throwIfAborted();
      for (const { what, name } of await findInCommits(commits.slice(at, at + COMMITS_AT_ONCE), signal))
        found('high', `the history holds ${what} (commit ${name}): make it worthless where it came from`);
    }
    tried(`${commits.length} commits`);
    return outcome();
  },
};

/** Undefined where this is no git checkout. */
export async function findInFiles(
  signal: AbortSignal,
): Promise<{ files: number; found: string[] } | undefined> {
  const listed = await runCommand('git', ['ls-files', '-z'], signal);
  if (listed.code !== 0) return undefined;
  const files = listed.out
    .split('\0')
    .filter((file) => TEXT.test(file) && !NO_SECRETS.has(file) && isSmall(file));
  const texts = files.map((name) => ({ name, text: readFileSync(join(ROOT, name), 'utf8') }));
  const found = (await findSecrets(texts)).map(
    ({ what, name, line }) => `${name} holds ${what} in line ${line}`,
  );
  return { files: files.length, found };
}

function isSmall(file: string): boolean {
  const { size } = statSync(join(ROOT, file), { throwIfNoEntry: false }) ?? { size: Infinity };
  return size <= LARGEST_FILE;
}

async function listCommits(signal: AbortSignal): Promise<string[]> {
  const { out } = await runCommand('git', ['rev-list', '--all', '--no-merges'], signal);
  return out.split('\n').filter((line) => line !== '');
}

type Text = { readonly name: string; readonly text: string };
type Secret = { readonly what: string; readonly name: string; readonly line: number };

/** Secrets in lines that commits added. */
async function findInCommits(commits: readonly string[], signal: AbortSignal): Promise<Secret[]> {
  const args = [
    'show',
    '--no-color',
    '--unified=0',
    '--format=commit %H',
    ...commits,
    '--',
    '.',
    ':!package-lock.json',
  ];
  const { out } = await runCommand('git', args, signal);
  const texts = out.split(/^commit (?=[0-9a-f]{40}$)/m).map((part) => ({
    name: part.slice(0, 8),
    text: part
      .split('\n')
      .filter((line) => line.startsWith('+') && !line.startsWith('+++'))
      .map((line) => line.slice(1))
      .join('\n'),
  }));
  return findSecrets(texts);
}

/**
 * What kinds of secrets texts hold, and where; never the secrets themselves. All texts are looked at as one: each call
 * leaves marks that the package goes through again and again.
 */
export async function findSecrets(texts: readonly Text[]): Promise<Secret[]> {
  const content = texts.map(({ text }) => text).join('\n');
  const { messages } = await lintSource({
    source: { filePath: 'texts', content, contentType: 'text', ext: '' },
    options: {
      maskSecrets: true,
      noPhysicFilePath: true,
      config: { rules: [{ id: '@secretlint/secretlint-rule-preset-recommend', rule: recommended }] },
    },
  });
  return messages.map(({ messageId, loc }) => ({ what: messageId, ...placeOf(texts, loc.start.line) }));
}

/** Which text a line of all of them together stands in, and which line of it that is; both counted from 1. */
function placeOf(texts: readonly Text[], line: number): { name: string; line: number } {
  let left = line;
  for (const { name, text } of texts) {
    const lines = text.split('\n').length;
    if (left <= lines) return { name, line: left };
    left -= lines;
  }
  throw new RangeError(`there is no line ${line}`);
}
