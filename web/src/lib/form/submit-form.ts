import type { SubmitFunction } from '$app/forms';
import { tick } from 'svelte';
import { actionName } from './action-url.ts';

type Options = {
  /** Told by which action the form is on its way, and `undefined` when the answer is on the page. */
  onbusy(action: string | undefined): void;
  /** Told whether no answer came from the shop. Nothing was lost then: the form is as it was, and can be sent again. */
  onoffline?(isOffline: boolean): void;
  onsuccess?(action: string): void | Promise<void>;
  /** After a refusal the page's data is not read again: what is typed was made of what is there. */
  keepsData?: boolean;
};

/**
 * For `use:enhance`: a second press while the first is on its way does nothing; what was typed stays; after a refusal
 * the page's data is read again and the focus goes to the first field that is wrong.
 */
export function submitForm({ onbusy, onoffline, onsuccess, keepsData = false }: Options): SubmitFunction {
  let isBusy = false;
  return ({ action, cancel, formElement }) => {
    if (isBusy) return cancel();
    isBusy = true;
    const name = actionName(action);
    onbusy(name);
    return async ({ result, update }) => {
      // An error without a place is the browser's own: no answer came back, or none of the shop's.
      const isOffline =
        onoffline !== undefined &&
        result.type === 'error' &&
        result.location === undefined &&
        (result.error.status ?? 500) >= 500;
      try {
        onoffline?.(isOffline);
        // Who has gone on to another page meanwhile is not fetched back.
        if (!isOffline && formElement.isConnected)
          await update({
            reset: false,
            refreshAll: result.type !== 'error' && !(keepsData && result.type === 'failure'),
          });
        if (result.type === 'success' || result.type === 'redirect') await onsuccess?.(name);
      } finally {
        isBusy = false;
        onbusy(undefined);
      }
      if (result.type !== 'failure') return;
      await tick();
      const wrong = formElement.querySelector<HTMLElement>('[aria-invalid="true"]');
      (wrong ?? shownRefusal())?.focus();
    };
  };
}

/** The message of a refusal as a whole. There may be two of which one is drawn: for the phone and for the desk. */
function shownRefusal(): HTMLElement | undefined {
  return [...document.querySelectorAll<HTMLElement>('[data-refusal]')].find(
    (alert) => alert.offsetParent !== null,
  );
}
