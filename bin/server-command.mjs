import { join } from 'node:path';
import { root } from './places.mjs';

/**
 * How the server is run, after the name of Node. Short-lived things (rows, answers) have 16 MB twice over to be collected in;
 * Node itself would take up to twice that from a machine, and keep it: 223 MB at rest instead of 176.
 */
export const SERVER_COMMAND = ['--max-semi-space-size=16', 'server/main.ts'];

/** What Node has compiled once it takes from there the next time; where it may not write there, it compiles again. */
export function serverEnvironment(env) {
  return { NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'ks-order', 'compiled'), ...env };
}
