import type { Sealing } from '../../../platform/sealing/index.ts';

/** By which the customer of a credential is found; its id as browsers write it, in base64url. */
export function hashCredential(sealing: Sealing, credentialId: string): Buffer {
  return sealing.lookUpHash('passkey', Buffer.from(credentialId, 'base64url').toString('base64url'));
}
