import {
  cleanDigits,
  cleanLine,
  cleanLines,
  cleanNumber,
  cleanPhone,
  cleanSearch,
} from '#server/kernel/clean-text.ts';

/**
 * Units that are read of a field, whatever was pasted into it. Far more than any field may hold once it is clean: what is longer
 * is refused in words by whoever takes it, and nothing is cut before it is clean.
 */
const LONGEST_READ = 4000;

function readRaw(from: Pick<FormData | URLSearchParams, 'get'>, name: string): string {
  const value = from.get(name);
  return typeof value === 'string' ? value.slice(0, LONGEST_READ) : '';
}

/** What a page of ours has put into a form, an id or a key: never typed by anybody, and never longer than `max`. */
export function readText(form: FormData, name: string, max = 200): string {
  return readRaw(form, name).trim().slice(0, max);
}

/** What was typed into a field of one line. */
export function readLine(form: FormData, name: string): string {
  return cleanLine(readRaw(form, name));
}

/** What was typed into a field of several lines. */
export function readLines(form: FormData, name: string): string {
  return cleanLines(readRaw(form, name));
}

/** The first `most` characters of a clean text, where being cut is better than being refused. */
export function cutText(text: string, most: number): string {
  return [...text].slice(0, most).join('').trim();
}

/** A phone number as people type and paste it (`138 0017 2046`, `+86-138…`): a mobile number in its eleven digits, another clean. */
export function readPhone(form: FormData, name: string): string {
  const typed = cleanPhone(readRaw(form, name));
  return /^(?:(?:\+|00)?86)?(1\d{10})$/.exec(typed.replace(/[-()]/g, ''))?.[1] ?? typed;
}

/** A quantity or an amount; empty where nothing was typed. */
export function readNumber(form: Pick<FormData | URLSearchParams, 'get'>, name: string): string {
  return cleanNumber(readRaw(form, name));
}

/** What is looked for, as the address of a list carries it. */
export function readSearch(parameters: Pick<URLSearchParams, 'get'>, name: string): string {
  return cleanSearch(readRaw(parameters, name));
}

export function isTicked(form: FormData, name: string): boolean {
  return form.get(name) !== null;
}

/** A code as it is typed or pasted: ` 123 456`, in full-width digits. What is neither stays, so that it is refused. */
export function readCode(form: FormData): string {
  return cleanDigits(readRaw(form, 'code'));
}
