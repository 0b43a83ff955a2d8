import { LRUCache } from 'lru-cache';
import type { Clock } from '../../kernel/clock.ts';
import { etagOf } from '../../platform/http/etag.ts';

/** Something that was read, with the document that the API answers for it, made once and sent many times. */
export type Answer<Value> = {
  readonly value: Value;
  /** JSON in UTF-8. */
  readonly body: Buffer;
  /** A strong entity tag, with its quotes. */
  readonly etag: string;
};

export type AnswerCache = {
  /** The answer under `key`, loaded where it is not known or too old. A failed load is told to those who waited for it and forgotten. */
  find<Value>(
    key: string,
    load: () => Promise<Value>,
    toJson: (value: Value) => unknown,
  ): Promise<Answer<Value>>;
  /** Nothing that is kept holds any more: what is asked for next is read. */
  forget(): void;
};

type Entry = { readonly answer: Answer<unknown>; readonly freshUntil: number };

/** A value takes about as much memory as its document, twice, and a little more. */
const FACTOR = 3;
const ENTRY_BYTES = 500;

/**
 * Keeps answers for a moment (`maxAgeMs`, counted from before they were read), so that what everybody asks for costs one
 * query a moment, whatever the crowd: those who ask while it is being loaded wait for the same load. Holds at most about
 * `maxBytes`, and forgets first what was not asked for the longest.
 */
export function makeAnswerCache(options: { clock: Clock; maxAgeMs: number; maxBytes: number }): AnswerCache {
  const { clock, maxAgeMs, maxBytes } = options;
  const entries = new LRUCache<string, Entry>({
    maxSize: maxBytes,
    sizeCalculation: (entry, key) => ENTRY_BYTES + 2 * key.length + FACTOR * entry.answer.body.length,
  });
  const loading = new Map<string, Promise<Answer<unknown>>>();

  async function load<Value>(
    key: string,
    read: () => Promise<Value>,
    toJson: (value: Value) => unknown,
  ): Promise<Answer<Value>> {
    const freshUntil = clock.now().getTime() + maxAgeMs;
    const value = await read();
    const body = Buffer.from(JSON.stringify(toJson(value) ?? null));
    const answer = { value, body, etag: etagOf(body) };
    entries.set(key, { answer, freshUntil });
    return answer;
  }

  function find<Value>(
    key: string,
    read: () => Promise<Value>,
    toJson: (value: Value) => unknown,
  ): Promise<Answer<Value>> {
    const known = entries.get(key);
    if (known !== undefined && clock.now().getTime() < known.freshUntil)
      return Promise.resolve(known.answer as Answer<Value>);
    const underWay = loading.get(key) as Promise<Answer<Value>> | undefined;
    if (underWay !== undefined) return underWay;
    const started = load(key, read, toJson).finally(() => loading.delete(key));
    loading.set(key, started);
    return started;
  }

  return { find, forget: () => entries.clear() };
}
