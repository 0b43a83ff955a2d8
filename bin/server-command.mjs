import { join } from 'node:path';
import { root } from './places.mjs';

/**
 * How the server is run, after the name of Node. Short-lived things (rows, answers) may have 64 MB twice over to be collected in,
 * as many as placing fills while one batch is written: a tenth of its work less than with 16. At rest the program gives them back
 * (server/platform/give-back-memory.ts), for which it needs `gc`.
 */
export const SERVER_COMMAND = ['--max-semi-space-size=64', '--expose-gc', 'server/main.ts'];

/**
 * What Node has compiled once it takes from there the next time; where it may not write there, it compiles again. Passwords of
 * customers take three of its threads at most, those of staff two: with six one is free for all else. Each arena of glibc keeps
 * what its threads gave back: with two, an import leaves less behind.
 */
export function serverEnvironment(env) {
  return {
    NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'ks-order', 'compiled'),
    UV_THREADPOOL_SIZE: '6',
    MALLOC_ARENA_MAX: '2',
    ...env,
  };
}
