import { expect, test } from 'vitest';
import { drawReport, exitCodeOf } from './report.ts';
import type { ScanReport, Severity } from './scan.ts';

const report = (severities: readonly Severity[], notTried: readonly string[] = []): ScanReport => ({
  name: 'a scan',
  seconds: 1.25,
  tried: ['this | that'],
  findings: severities.map((severity) => ({ severity, what: `something ${severity}` })),
  notTried,
});

test('the exit code says how bad the worst finding is', () => {
  expect(exitCodeOf([report([])])).toBe(0);
  expect(exitCodeOf([report(['low', 'info'])])).toBe(0);
  expect(exitCodeOf([report(['low']), report(['medium'])])).toBe(1);
  expect(exitCodeOf([report(['medium', 'high'])])).toBe(2);
  expect(exitCodeOf([report(['critical'])])).toBe(2);
});

test('what was tried, found and not tried stands in one table, the worst first below it', () => {
  expect(drawReport([report(['low', 'critical'], ['the other half'])])).toBe(
    [
      '| scan | tried | found | not tried | s |',
      '| --- | --- | --- | --- | ---: |',
      '| a scan | this \\| that | 1 critical, 1 low | 1, see below | 1.3 |',
      '',
      '- **critical** (a scan): something critical',
      '- **low** (a scan): something low',
      '',
      'Not tried, so nothing is known of it:',
      '',
      '- a scan: the other half',
    ].join('\n'),
  );
});
