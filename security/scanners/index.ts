import type { Scanner } from '../scan.ts';
import { access } from './access.ts';
import { attacks } from './attacks.ts';
import { headers } from './headers.ts';
import { knownFaults } from './known-faults.ts';
import { licences } from './licences.ts';
import { pages } from './pages.ts';
import { secrets } from './secrets.ts';
import { sqlmap, wapiti } from './tools.ts';
import { transport } from './transport.ts';

/** In the order in which they run: files first, then the shop, what takes longest last. */
export const scanners: readonly Scanner[] = [
  knownFaults,
  licences,
  secrets,
  transport,
  headers,
  access,
  pages,
  attacks,
  wapiti,
  sqlmap,
];
