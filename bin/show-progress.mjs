/**
 * Shows how far a long step is: on a terminal in one line that is written over, elsewhere in a line for every tenth.
 * `part` is a number from 0 to 1.
 */
export function startProgress(title) {
  const startedAt = Date.now();
  let shown = 0;
  let part = 0;
  const seconds = () => Math.round((Date.now() - startedAt) / 1000);
  const draw = () => process.stdout.write(`\r${title} ${Math.floor(part * 100)}% (${seconds()} s)\x1b[K`);
  const timer = process.stdout.isTTY ? setInterval(draw, 500) : undefined;
  if (!timer) console.log(title);
  return {
    advance(now) {
      part = Math.min(0.99, Math.max(part, now));
      if (timer || part < shown + 0.1) return;
      shown = part;
      console.log(`${title} ${Math.floor(part * 100)}% (${seconds()} s)`);
    },
    end(isDone) {
      clearInterval(timer);
      if (isDone) console.log(`${timer ? '\r\x1b[K' : ''}${title} ✓ (${seconds()} s)`);
      else if (timer) process.stdout.write('\r\x1b[K');
    },
  };
}
