import { LRUCache } from 'lru-cache';
import Negotiator from 'negotiator';
import type { Language } from './language.ts';

/** How an answer can be packed; `identity` is as it is. */
export type Encoding = 'br' | 'gzip' | 'identity';

/** What the library has and its types, which are older, do not say: which one of equal weight is taken. */
type ByPreference = {
  encoding(
    available: readonly Encoding[],
    options: { readonly preferred: readonly Encoding[] },
  ): Encoding | undefined;
};

/** No browser says more, and reading 16 KB of it would take a millisecond from everybody. */
const LONGEST_READ = 500;
/** Visitors share a few dozen headers, and looking one up costs a tenth of reading it. */
const REMEMBERED = 500;

/** The language of ours that an `Accept-Language` header weighs most (RFC 9110, 12.5.4); Chinese where it takes neither. */
export const chooseLanguage = remember<Language>((header) =>
  new Negotiator({ headers: { 'accept-language': header } }).language(['zh', 'en']) === 'en' ? 'en' : 'zh-CN',
);

/** How to pack an answer by an `Accept-Encoding` header (RFC 9110, 12.5.3): by its weights, brotli first of equal ones. */
export const chooseEncoding = remember<Encoding>((header) => {
  const negotiator = new Negotiator({ headers: { 'accept-encoding': header } }) as unknown as ByPreference;
  return negotiator.encoding(['br', 'gzip', 'identity'], { preferred: ['br', 'gzip'] }) ?? 'identity';
});

/** A missing header says as little as an empty one. */
function remember<Choice extends string>(
  choose: (header: string) => Choice,
): (header: string | undefined) => Choice {
  const known = new LRUCache<string, Choice>({ max: REMEMBERED });
  return (header = '') => {
    const read = header.slice(0, LONGEST_READ);
    const before = known.get(read);
    if (before !== undefined) return before;
    const choice = choose(read);
    known.set(read, choice);
    return choice;
  };
}
