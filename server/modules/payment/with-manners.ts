import type { Gateway } from './gateway.ts';
import { checkNumbers } from './check-numbers.ts';
import { keepExchanges, type ExchangeDeps } from './keep-exchanges.ts';
import { restWhenSilent } from './rest-when-silent.ts';

/** What every gateway gets, whichever it is: its numbers are ours, all is written down, and a silent one is left alone. */
export function withManners(gateway: Gateway, deps: ExchangeDeps): Gateway {
  checkNumbers(gateway);
  return restWhenSilent(keepExchanges(gateway, deps), deps.clock);
}
