import { buildPages, isBuilt } from './build-pages.mjs';
import { holdLock } from './hold-lock.mjs';
import { installParts, isInstalled } from './install-parts.mjs';
import { findNode } from './places.mjs';

/** Makes sure that all parts are installed and the pages built, and answers the Node to run the server by. */
export async function prepare() {
  if (isInstalled() && isBuilt()) return findNode();
  const lock = await holdLock();
  try {
    // Asked again: another start may have done it while this one waited for the lock.
    if (!isInstalled()) await installParts(lock.handle);
    if (!isBuilt()) await buildPages(lock.handle);
  } finally {
    lock.release();
  }
  return findNode();
}
