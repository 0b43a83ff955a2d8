import { expect, test } from 'vitest';
import { floodPages } from './flood-pages.ts';

test.runIf(process.platform === 'linux')(
  'floods of unread pages and of large carts end no process, fill no memory, and hold up no order',
  async () => {
    const report = await floodPages(6);
    expect(report).toMatchObject({ isAlive: true, refused: [] });
    expect(report.carts['429']).toBeGreaterThan(0);
    expect(report.peakMb).toBeLessThan(700);
    expect(report.orders).toBeGreaterThan(10);
    expect(report.p99Ms).toBeLessThan(500);
  },
  120_000,
);
