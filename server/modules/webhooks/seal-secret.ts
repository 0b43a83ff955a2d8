import type { Sealing } from '../../platform/sealing/index.ts';
import type { StoredEndpoint } from './endpoints.sql.ts';
import type { EndpointId } from './webhook.ts';

/** What an endpoint knows us by, bound to it. */
export function sealSecret(sealing: Sealing, id: EndpointId, secret: string): Buffer {
  return sealing.seal(sealing.shopKey, bindingOf(id), secret);
}

/** Those that are good now, the newest first. */
export function openSecrets(sealing: Sealing, endpoint: StoredEndpoint, now: Date): string[] {
  const { id, secretSealed, previousSecretSealed, previousUntil } = endpoint;
  const isPreviousGood = previousUntil !== null && previousUntil > now;
  return [secretSealed, ...(isPreviousGood ? [previousSecretSealed!] : [])].map((sealed) =>
    sealing.open(sealing.shopKey, bindingOf(id), sealed),
  );
}

const bindingOf = (row: EndpointId) => ({ table: 'webhook_endpoints', column: 'secret_sealed', row });
