/** What keeps the shop from being installed, built or run, in one sentence that says what to do about it. */
export class LaunchRefusal extends Error {}

/** What the system said, where it means the same whatever was being done. Undefined: nothing general. */
export function generalRefusal(text) {
  if (/ENOSPC|No space left on device|EDQUOT/.test(text)) {
    return new LaunchRefusal(
      'the disk is full. Free at least 2 GB where ks-order lies, then run npm start again.',
    );
  }
  if (/\b(EACCES|EPERM|EROFS)\b/.test(text)) {
    return new LaunchRefusal(
      'the folder of ks-order may not be written by this user. Run npm start as the user who owns it, or give it to this user (chown -R).',
    );
  }
  return undefined;
}
