import type { Posted } from './post-webhook.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** Before each further try, as Standard Webhooks suggest: ten tries over some three days. */
const PAUSES_MS = [
  5 * SECOND_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
  14 * HOUR_MS,
  20 * HOUR_MS,
  24 * HOUR_MS,
] as const;
/** Pauses are longer by up to this, so that what failed together does not come back together. */
const SPREAD = 0.1;
/** Deliveries that are given up in a row before an endpoint is let rest. */
const GIVEN_UP_BEFORE_REST = 5;
const GONE = 410;

export type NextStep =
  | { readonly do: 'deliver' }
  | { readonly do: 'wait'; readonly ms: number }
  /** `rests`: the endpoint is told nothing more until somebody has looked. */
  | { readonly do: 'give_up'; readonly rests: boolean };

/**
 * What becomes of a delivery. `tries`: with the one that was just made. `givenUp`: of the endpoint since one arrived. `random`:
 * from 0 to 1.
 */
export function decideNext(
  posted: Posted,
  { tries, givenUp, random }: { readonly tries: number; readonly givenUp: number; readonly random: number },
): NextStep {
  const status = 'status' in posted ? posted.status : undefined;
  if (status !== undefined && status >= 200 && status < 300) return { do: 'deliver' };
  // It says itself that it is not coming back.
  if (status === GONE) return { do: 'give_up', rests: true };
  const pause = PAUSES_MS[tries - 1];
  if (pause === undefined) return { do: 'give_up', rests: givenUp + 1 >= GIVEN_UP_BEFORE_REST };
  return { do: 'wait', ms: Math.round(pause * (1 + SPREAD * random)) };
}
