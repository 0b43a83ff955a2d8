import { expect } from 'vitest';
import type { Shopper } from './shopper.ts';
import { makeAuthenticator } from './software-authenticator.ts';

/** Gives a shopper a passkey of a device made of software; answers its id. `origin`: the shop's public address. */
export async function addPasskey({ call }: Shopper, origin: string, name: string): Promise<string> {
  const { body: options } = await call('POST', '/me/passkeys/options');
  const response = makeAuthenticator(origin).register(options as never);
  const added = await call('POST', '/me/passkeys', { body: { response, name } });
  expect(added.status, JSON.stringify(added.body)).toBe(201);
  return added.body.id as string;
}
