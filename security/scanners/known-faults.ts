import { runCommand } from '../run-command.ts';
import { collect, type Scanner, type Severity } from '../scan.ts';

type Audit = {
  readonly vulnerabilities?: Readonly<Record<string, { severity: string; range: string; isDirect: boolean }>>;
};

const SEVERITY: Readonly<Record<string, Severity>> = {
  critical: 'critical',
  high: 'high',
  moderate: 'medium',
  low: 'low',
  info: 'info',
};

/** Known faults of the parts that the shop is made of, as npm's registry tells them. */
export const knownFaults: Scanner = {
  name: 'known faults of dependencies',
  needs: 'files',
  withinMs: 60_000,
  async scan(_target, signal) {
    const { tried, found, notTried, outcome } = collect();
    const { out } = await runCommand('npm', ['audit', '--json', '--omit=dev'], signal);
    const audit = parseAudit(out);
    if (audit === undefined) {
      notTried('npm audit: the registry did not answer; nothing is known of the faults of dependencies');
      return outcome();
    }
    tried('npm audit');
    for (const [name, { severity, range }] of Object.entries(audit.vulnerabilities ?? {}))
      found(SEVERITY[severity] ?? 'medium', `${name} ${range} has a known fault: npm audit says which`);
    return outcome();
  },
};

/** What `npm audit --json` answers; undefined where it answers an error, be it that nobody could be asked. */
export function parseAudit(out: string): Audit | undefined {
  try {
    const audit = JSON.parse(out) as Audit;
    return audit.vulnerabilities === undefined ? undefined : audit;
  } catch {
    return undefined;
  }
}
