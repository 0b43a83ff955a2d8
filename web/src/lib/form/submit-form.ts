import type { SubmitFunction } from '$app/forms';
import { tick } from 'svelte';
import { actionName } from './action-url.ts';

type Options = {
  /** Told by which action the form is on its way, and `undefined` when the answer is on the page. */
  onbusy(action: string | undefined): void;
  /** Told whether the shop could not be reached. Nothing was lost then: the form is as it was. */
  onoffline?(isOffline: boolean): void;
  onsuccess?(action: string): void | Promise<void>;
};

/**
 * For `use:enhance`: a second press while the first is on its way does nothing; what was typed stays; after a refusal
 * the page's data is read again and the focus goes to the first field that is wrong.
 */
export function submitForm({ onbusy, onoffline, onsuccess }: Options): SubmitFunction {
  let isBusy = false;
  return ({ action, cancel, formElement }) => {
    if (isBusy) return cancel();
    isBusy = true;
    const name = actionName(action);
    onbusy(name);
    return async ({ result, update }) => {
      // An error without a place is the browser's own: the request never came back.
      const isOffline = result.type === 'error' && result.location === undefined && onoffline !== undefined;
      try {
        onoffline?.(isOffline);
        if (!isOffline) await update({ reset: false, refreshAll: result.type !== 'error' });
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
