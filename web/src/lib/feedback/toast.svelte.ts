import type { IconName } from '../icon/icons.ts';

export type Toast = {
  readonly text: string;
  readonly icon: IconName;
  /** One thing to do now: go somewhere, or take back what was done. */
  readonly action?: { readonly name: string } & ({ readonly href: string } | { readonly run: () => void });
};

const SHOWN_MS = 3000;
/** Longer where there is something to press. */
const SHOWN_WITH_ACTION_MS = 5000;

let shown = $state<Toast | undefined>(undefined);
let timer: ReturnType<typeof setTimeout> | undefined;

/** Says that something went well. Called in the browser only; an error that needs a decision is never a toast. */
export function showToast(toast: Toast): void {
  clearTimeout(timer);
  shown = toast;
  timer = setTimeout(() => (shown = undefined), toast.action ? SHOWN_WITH_ACTION_MS : SHOWN_MS);
}

export function currentToast(): Toast | undefined {
  return shown;
}

export function dismissToast(): void {
  clearTimeout(timer);
  shown = undefined;
}
