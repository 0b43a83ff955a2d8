import { deserialize } from '$app/forms';
import { sealPasswordIn } from './seal-password.ts';

export type Judged = { readonly strength: number; readonly reasons: readonly string[] };

/** So long after the last key, so that a password is sent once rather than by every letter. */
const PAUSE_MS = 500;

/**
 * Asks the shop how strong what is being typed is, by the page's own action. `onjudged` is told of the newest text only,
 * and `undefined` while nothing is known. A page that gets no answer shows none: saving tells everything as well, so
 * `stop` what is asked when the form goes off, or its late answer takes the place of what saving told.
 */
export function judgeWhileTyping(
  action: string,
  onjudged: (judged: Judged | undefined) => void,
): { judge(text: string): void; stop(): void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let newest: string | undefined;
  async function ask(text: string): Promise<void> {
    const form = new FormData();
    form.set('password', text);
    await sealPasswordIn(form);
    const answer = await fetch(action, {
      method: 'POST',
      headers: { 'x-sveltekit-action': 'true' },
      body: form,
    });
    const result = deserialize<{ judged: Judged | null }, never>(await answer.text());
    if (text === newest) onjudged(result.type === 'success' ? (result.data?.judged ?? undefined) : undefined);
  }
  return {
    judge(text) {
      newest = text;
      clearTimeout(timer);
      if (text === '') return onjudged(undefined);
      timer = setTimeout(() => void ask(text).catch(() => text === newest && onjudged(undefined)), PAUSE_MS);
    },
    stop() {
      newest = undefined;
      clearTimeout(timer);
    },
  };
}
