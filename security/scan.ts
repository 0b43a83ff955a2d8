/** How bad a finding is: what must be mended before anybody sells (critical, high), soon (medium), some day (low), or known (info). */
export const SEVERITIES = ['critical', 'high', 'medium', 'low', 'info'] as const;
export type Severity = (typeof SEVERITIES)[number];

export type Finding = {
  readonly severity: Severity;
  /** One sentence: what is wrong, and where. Never the secret itself. */
  readonly what: string;
};

/** What a scanner has done: what it tried, what it found, and what it could not try, with the reason. */
export type Outcome = {
  readonly tried: readonly string[];
  readonly findings: readonly Finding[];
  readonly notTried: readonly string[];
};

/** The shop that is scanned. */
export type Target = {
  /** Origin, without a slash at its end. */
  readonly url: string;
  /** Only a demo shop lets the scan sign people up by itself. */
  readonly isDemo: boolean;
};

export type Scanner = {
  readonly name: string;
  /** What it needs: the files of the project, or a running shop. */
  readonly needs: 'files' | 'shop';
  /** It is given up after so long, and that is told. */
  readonly withinMs: number;
  scan(target: Target, signal: AbortSignal): Promise<Outcome>;
};

export type ScanReport = Outcome & { readonly name: string; readonly seconds: number };

/** Runs the scanners one after the other. One that fails or takes too long has not tried what it was for, and says so. */
export async function runScanners(
  scanners: readonly Scanner[],
  target: Target,
  onBegin: (name: string) => void = () => undefined,
): Promise<ScanReport[]> {
  const reports: ScanReport[] = [];
  for (const scanner of scanners) {
    onBegin(scanner.name);
    const startedAt = performance.now();
    const outcome = await runOne(scanner, target);
    reports.push({ name: scanner.name, seconds: (performance.now() - startedAt) / 1_000, ...outcome });
  }
  return reports;
}

async function runOne(scanner: Scanner, target: Target): Promise<Outcome> {
  const giveUp = new AbortController();
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    const error = new Error(`not done within ${scanner.withinMs / 1_000} s`);
    giveUp.abort(error);
    late.reject(error);
  }, scanner.withinMs);
  try {
    return await Promise.race([scanner.scan(target, giveUp.signal), late.promise]);
  } catch (error) {
    return { tried: [], findings: [], notTried: [`all of it: ${(error as Error).message}`] };
  } finally {
    clearTimeout(timer);
  }
}

/** Collects what several checks of one scanner come to. */
export function collect(): {
  tried(what: string): void;
  found(severity: Severity, what: string): void;
  notTried(what: string): void;
  outcome(): Outcome;
} {
  const tried: string[] = [];
  const findings: Finding[] = [];
  const notTried: string[] = [];
  return {
    tried: (what) => void tried.push(what),
    found: (severity, what) => void findings.push({ severity, what }),
    notTried: (what) => void notTried.push(what),
    outcome: () => ({ tried, findings, notTried }),
  };
}
