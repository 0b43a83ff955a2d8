/** What was typed into a text field: without spaces around it, and never longer than `max` characters. */
export function readText(form: FormData, name: string, max = 200): string {
  const value = form.get(name);
  return typeof value === 'string' ? value.trim().slice(0, max) : '';
}

/** A phone number as people type it (`138 0017 2046`, `+86-138…`), without what only helps the eye. */
export function readPhone(form: FormData, name: string): string {
  return readText(form, name, 40)
    .replace(/[\s\-()]/g, '')
    .replace(/^(\+|00)86(?=1\d{10}$)/, '');
}

export function isTicked(form: FormData, name: string): boolean {
  return form.get(name) !== null;
}
