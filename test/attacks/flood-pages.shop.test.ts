import { expect, test } from 'vitest';
import { floodPages } from './flood-pages.ts';

test.runIf(process.platform === 'linux')(
  'floods of unread pages and of large carts end no process, fill no memory, and hold up no order',
  async () => {
    const report = await floodPages(6);
    expect(report).toMatchObject({ isAlive: true, refused: [] });
    expect(report.carts['429']).toBeGreaterThan(0);
    expect(report.peakMb).toBeLessThan(700);
    // How fast they are is measured by the long form, which has the machine for itself.
    expect(report.orders).toBeGreaterThan(3);
  },
  120_000,
);
