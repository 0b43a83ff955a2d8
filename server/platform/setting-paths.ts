import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { StartRefusal } from './start-refusal.ts';

/** `$HOME`, `${HOME}`, `%USERPROFILE%`: what a shell puts a value for. */
const UNREPLACED = /\$\{?[A-Za-z_]\w*\}?|%[A-Za-z_]\w*%/;

/**
 * The whole path that a setting names. A shell replaces `~` before a program sees it; in `.env` or in a service file
 * nobody does, so `~` alone is replaced here, and what else a shell would have replaced is refused. Throws StartRefusal.
 */
export function readPath(name: string, text: string): string {
  const unreplaced =
    text.match(UNREPLACED)?.[0] ?? (/^~[^/\\]/.test(text) ? text.split(/[/\\]/, 1)[0] : undefined);
  if (unreplaced !== undefined && !existsSync(resolve(text))) {
    throw new StartRefusal(
      `The setting ${name} is "${text.slice(0, 200)}", but nothing replaces ${unreplaced} there: only a shell does. Write the whole path.`,
    );
  }
  if (!/^~($|[/\\])/.test(text)) return resolve(text);
  const meant = join(findHome(name), text.slice(1));
  if (existsSync(meant) || !existsSync(resolve(text))) return meant;
  // Versions before this one took the name as it stands.
  throw new StartRefusal(
    `The setting ${name} is "${text.slice(0, 200)}", which means ${meant}, but only ${resolve(text)} exists. Move it there (mv './${text}' '${meant}'), or go on with it by ${name}='./${text}'.`,
  );
}

function findHome(name: string): string {
  try {
    return homedir();
  } catch {
    throw new StartRefusal(
      `The setting ${name} begins with ~, but the user that runs ks-order has no home folder. Write the whole path.`,
    );
  }
}

/** What stands in the file that a setting names, without spaces around it. Throws StartRefusal. */
export function readSettingFile(name: string, file: string): string {
  const path = readPath(name, file);
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    throw new StartRefusal(
      `The file of ${name} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'}): ${file.slice(0, 200)}. Correct the setting, or let this user read the file.`,
    );
  }
}
