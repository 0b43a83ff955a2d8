const KEPT_AS = 'ks-quiet-keys';

/** Whether the person wants no shortcuts of a single key. Kept in this browser; where nothing can be kept, they are on. */
export function wantsQuiet(): boolean {
  try {
    return localStorage.getItem(KEPT_AS) === '1';
  } catch {
    // Storage is blocked: nothing was kept.
    return false;
  }
}

export function keepQuiet(isQuiet: boolean): void {
  try {
    if (isQuiet) localStorage.setItem(KEPT_AS, '1');
    else localStorage.removeItem(KEPT_AS);
  } catch {
    // Storage is blocked: it holds for this page alone.
  }
}
