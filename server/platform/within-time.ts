/** What `withinTime` rejects with. */
export class TookTooLong extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'TookTooLong';
  }
}

/**
 * Rejects with `TookTooLong` where `work` takes longer than `ms`; where no time is left it is not begun. What it had begun
 * may still go on, and be done again meanwhile.
 */
export async function withinTime<T>(ms: number, work: () => Promise<T>): Promise<T> {
  if (ms <= 0) throw new TookTooLong('no time was left for it');
  const tooLong = Promise.withResolvers<never>();
  const timer = setTimeout(() => tooLong.reject(new TookTooLong(`not done within ${ms / 1000} s`)), ms);
  try {
    return await Promise.race([work(), tooLong.promise]);
  } finally {
    clearTimeout(timer);
  }
}
