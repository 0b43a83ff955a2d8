import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '../run-command.ts';
import { collect, type Scanner } from '../scan.ts';

const WAPITI_SECONDS = 120;
/** All that ask nobody but the shop: others (ssrf) call a site of wapiti's own. Headers have a scanner of ours. */
const WAPITI_MODULES = 'backup,blindsql,crlf,exec,file,htaccess,methods,permanentxss,redirect,sql,xss';
const SQLMAP_PATHS = ['/api/v1/products?q=1', '/api/v1/products?category=1', '/search?q=1'];

/** wapiti (Debian: `apt-get install wapiti`) crawls the pages and tries its modules on what it finds. */
export const wapiti: Scanner = {
  name: 'wapiti',
  needs: 'shop',
  withinMs: (WAPITI_SECONDS + 60) * 1_000,
  async scan({ url }, signal) {
    const { tried, found, notTried, outcome } = collect();
    const folder = mkdtempSync(join(tmpdir(), 'ks-order-wapiti-'));
    try {
      const report = join(folder, 'report.json');
      const limits = [
        '--scope',
        'folder',
        '--depth',
        '3',
        '--max-scan-time',
        String(WAPITI_SECONDS),
        '--module',
        WAPITI_MODULES,
      ];
      const args = [
        '-u',
        `${url}/`,
        '-f',
        'json',
        '-o',
        report,
        '--flush-session',
        '--no-bugreport',
        ...limits,
      ];
      const { isMissing, code, err } = await runCommand('wapiti', args, signal);
      if (isMissing) notTried('it is not installed (Debian: apt-get install wapiti)');
      else if (code !== 0) notTried(`it ended with ${code}: ${err.trim().split('\n').at(-1) ?? ''}`);
      else {
        tried(`${WAPITI_MODULES}, ${WAPITI_SECONDS} s at most`);
        for (const [kind, path] of readWapiti(readFileSync(report, 'utf8')))
          found('medium', `${kind} at ${path}`);
      }
      return outcome();
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

/** The vulnerabilities of a report of wapiti, by kind and path. */
export function readWapiti(report: string): [kind: string, path: string][] {
  const { vulnerabilities = {} } = JSON.parse(report) as {
    vulnerabilities?: Record<string, { method?: string; path?: string }[]>;
  };
  return Object.entries(vulnerabilities).flatMap(([kind, places]) =>
    places.map(({ method = 'GET', path = '' }): [string, string] => [kind, `${method} ${path}`]),
  );
}

/** sqlmap (Debian: `apt-get install sqlmap`) tries to have what is asked for carried out as SQL. */
export const sqlmap: Scanner = {
  name: 'sqlmap',
  needs: 'shop',
  withinMs: 180_000,
  async scan({ url }, signal) {
    const { tried, found, notTried, outcome } = collect();
    for (const path of SQLMAP_PATHS) {
      const args = [
        '-u',
        `${url}${path}`,
        '--batch',
        '--level=1',
        '--risk=1',
        '--smart',
        '--timeout=5',
        '--retries=1',
        '--flush-session',
        '--disable-coloring',
      ];
      const { isMissing, out } = await runCommand('sqlmap', args, signal);
      if (isMissing) {
        notTried('it is not installed (Debian: apt-get install sqlmap)');
        return outcome();
      }
      if (/is vulnerable|identified the following injection point/.test(out))
        found('critical', `SQL can be put into ${path}`);
      tried(path);
    }
    return outcome();
  },
};
