import { SEVERITIES, type ScanReport, type Severity } from './scan.ts';

/** 2: something critical or high was found. 1: something of medium severity. 0: nothing worse than low. */
export function exitCodeOf(reports: readonly ScanReport[]): 0 | 1 | 2 {
  const found = new Set(reports.flatMap(({ findings }) => findings.map(({ severity }) => severity)));
  if (found.has('critical') || found.has('high')) return 2;
  return found.has('medium') ? 1 : 0;
}

/** One table of what was tried, found and not tried, and below it each finding and each gap in words. Markdown. */
export function drawReport(reports: readonly ScanReport[]): string {
  const rows = reports.map(({ name, seconds, tried, findings, notTried }) => [
    name,
    tried.length === 0 ? '–' : tried.join(', '),
    countBySeverity(findings.map(({ severity }) => severity)),
    notTried.length === 0 ? '–' : `${notTried.length}, see below`,
    seconds.toFixed(1),
  ]);
  const table = [['scan', 'tried', 'found', 'not tried', 's'], ['---', '---', '---', '---', '---:'], ...rows]
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n');
  return [table, listFindings(reports), listGaps(reports)].filter((part) => part !== '').join('\n\n');
}

function countBySeverity(severities: readonly Severity[]): string {
  const counts = SEVERITIES.map(
    (severity) => [severity, severities.filter((one) => one === severity).length] as const,
  );
  const named = counts.filter(([, count]) => count > 0).map(([severity, count]) => `${count} ${severity}`);
  return named.length === 0 ? 'nothing' : named.join(', ');
}

function listFindings(reports: readonly ScanReport[]): string {
  const all = reports.flatMap(({ name, findings }) => findings.map((finding) => ({ name, ...finding })));
  const sorted = all.toSorted((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
  return sorted.map(({ name, severity, what }) => `- **${severity}** (${name}): ${what}`).join('\n');
}

function listGaps(reports: readonly ScanReport[]): string {
  const gaps = reports.flatMap(({ name, notTried }) => notTried.map((what) => `- ${name}: ${what}`));
  return gaps.length === 0 ? '' : `Not tried, so nothing is known of it:\n\n${gaps.join('\n')}`;
}
