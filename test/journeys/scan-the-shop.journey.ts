import { expect, it } from 'vitest';
import { access } from '../../security/scanners/access.ts';
import { headers } from '../../security/scanners/headers.ts';
import { pages } from '../../security/scanners/pages.ts';
import { shopUrl } from './support/visit.ts';

it.each([headers, access, pages])(
  'The scan of $name finds nothing in the running shop',
  async (scanner) => {
    const { findings, notTried } = await scanner.scan(
      { url: new URL(shopUrl('/')).origin, isDemo: true },
      AbortSignal.timeout(60_000),
    );
    expect(findings).toEqual([]);
    expect(notTried).toEqual([]);
  },
  60_000,
);
