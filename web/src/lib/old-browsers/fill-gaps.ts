/*
 * What the script of these pages and of SvelteKit calls, and browsers of 2020 do not have. Nothing else: whoever calls something
 * newer than Chromium 87 or Safari 14.1 in the browser adds it here, or calls something older.
 */

/** Adds a method where it is missing; not one that shows up when somebody walks over the object. */
function fill<T extends object, K extends keyof T>(target: T, name: K, method: T[K]): void {
  if (!(name in target))
    Object.defineProperty(target, name, { value: method, configurable: true, writable: true });
}

/** Chromium 93, Safari 15.4. */
fill(Object, 'hasOwn', (owner, key) => Object.prototype.hasOwnProperty.call(owner, key));

/** Chromium 92, Safari 15.4. */
fill(Array.prototype, 'at', function (this: unknown[], index) {
  return this[index < 0 ? this.length + index : index];
});

/** Safari 16. The button that was named is pressed, or one that nobody sees. */
fill(HTMLFormElement.prototype, 'requestSubmit', function (this: HTMLFormElement, named) {
  const button = named ?? this.appendChild(document.createElement('button'));
  if (!named) button.hidden = true;
  button.click();
  if (!named) button.remove();
});

/** Safari 15.4. Which button sent a form: the one of that form that was pressed last. */
function fillSubmitter(): void {
  if (typeof SubmitEvent !== 'undefined' || 'submitter' in Event.prototype) return;
  let pressed: HTMLButtonElement | null = null;
  addEventListener(
    'click',
    ({ target }) => {
      pressed = target instanceof Element ? target.closest('button') : null;
    },
    true,
  );
  Object.defineProperty(Event.prototype, 'submitter', {
    configurable: true,
    get(this: Event) {
      return this.type === 'submit' && pressed?.form === this.target ? pressed : null;
    },
  });
}

/** Chromium 112, Safari 16.4. Older ones make a form's data without the button that sent it, and say nothing of it. */
function fillFormData(): void {
  const form = document.createElement('form');
  const button = form.appendChild(document.createElement('button'));
  button.name = 'pressed';
  if (new FormData(form, button).has('pressed')) return;
  window.FormData = class extends FormData {
    constructor(from?: HTMLFormElement, submitter?: HTMLElement | null) {
      super(from);
      if (submitter instanceof HTMLButtonElement && submitter.name !== '')
        this.append(submitter.name, submitter.value);
    }
  };
}

fillSubmitter();
fillFormData();
