import { expect, test } from 'vitest';
import { floodPages } from './flood-pages.ts';

test.runIf(process.platform === 'linux')(
  'a minute of floods: the process lives in 700 MB, and another customer’s orders take 500 ms at the most (p99)',
  async () => {
    const report = await floodPages(60);
    console.log('flood of a minute:', JSON.stringify(report));
    expect(report).toMatchObject({ isAlive: true, refused: [] });
    expect(report.peakMb).toBeLessThan(700);
    expect(report.p99Ms).toBeLessThan(500);
  },
);

test.runIf(process.platform === 'linux')(
  'one hostile address that asks for what is dear leaves others’ orders under 100 ms (p99)',
  async () => {
    const report = await floodPages(30, 'carts');
    console.log('costly pages:', JSON.stringify(report));
    expect(report).toMatchObject({ isAlive: true, refused: [] });
    expect(report.carts['429']).toBeGreaterThan(0);
    expect(report.p99Ms).toBeLessThan(100);
  },
);
