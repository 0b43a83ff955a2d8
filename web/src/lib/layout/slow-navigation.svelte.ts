import { navigating } from '$app/state';

/** Only a wait that a person would notice is shown. */
const NOTICED_AFTER_MS = 200;

/** Whether the browser has been fetching the next page for longer than a person takes for "at once". Call it in a component. */
export function watchSlowNavigation(): { readonly isSlow: boolean } {
  let isSlow = $state(false);
  $effect(() => {
    if (navigating.to === null) {
      isSlow = false;
      return;
    }
    const timer = setTimeout(() => (isSlow = true), NOTICED_AFTER_MS);
    return () => clearTimeout(timer);
  });
  return {
    get isSlow() {
      return isSlow;
    },
  };
}
