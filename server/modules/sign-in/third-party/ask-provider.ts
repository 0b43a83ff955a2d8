import { ok, refuse, type Result } from '../../../kernel/result.ts';
import type { ExchangeRefusal } from './login-provider.ts';

/** A person waits meanwhile, and what is later than this comes too late. */
export const PROVIDER_TIMEOUT_MS = 5_000;
const MAX_ANSWER = 64 * 1024;

export type ProviderFailed = Extract<ExchangeRefusal, { code: 'login_provider_failed' }>;

export const failed = (reason: string) => refuse({ code: 'login_provider_failed', reason });

/** The text that a provider answers to a GET. The address holds a secret, so it appears in no error. */
export async function askProvider(
  address: string,
  query: Readonly<Record<string, string>>,
  timeoutMs: number,
): Promise<Result<string, ProviderFailed>> {
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(`${address}?${new URLSearchParams(query)}`, { signal, redirect: 'error' });
    const text = await response.text();
    if (!response.ok) return failed(`status ${response.status}`);
    return text.length > MAX_ANSWER ? failed('an answer of unlikely length') : ok(text);
  } catch (error) {
    return failed(signal.aborted ? 'no answer in time' : (error as Error).name);
  }
}

/** The object that a text holds, or undefined where it holds none. */
export function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    // Providers answer pages and query strings where something is wrong: no object is an answer, not a fault.
    return undefined;
  }
}

/** An id or token of a provider's answer: undefined unless it is a text of likely length. */
export function readId(value: unknown): string | undefined {
  return typeof value === 'string' && value.length > 0 && value.length <= 512 ? value : undefined;
}

/** A name to be shown: on one line, cut to a length that fits everywhere, or undefined. */
export function readName(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const name = [
    ...value
      .toWellFormed()
      .replace(/[\p{Cc}\p{Cf}]/gu, ' ')
      .trim(),
  ]
    .slice(0, 40)
    .join('');
  return name === '' ? undefined : name;
}
