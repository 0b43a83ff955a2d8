import type { CDPSession, Page } from 'playwright-core';

/** A device's lock, played by the browser: one person, who is there and shows finger or face at once. */
export type VirtualAuthenticator = {
  /** False: the person is there, but their finger is not recognised. */
  recognise(isRecognised: boolean): Promise<void>;
  credentials(): Promise<Credential[]>;
  /** Puts a passkey into the device that it has not made itself. */
  insert(credential: Credential): Promise<void>;
  clear(): Promise<void>;
};

export type Credential = {
  credentialId: string;
  isResidentCredential: boolean;
  rpId?: string;
  privateKey: string;
  userHandle?: string;
  signCount: number;
};

/** The device belongs to this page alone: another page has none. */
export async function addAuthenticator(page: Page): Promise<VirtualAuthenticator> {
  const browser: CDPSession = await page.context().newCDPSession(page);
  await browser.send('WebAuthn.enable');
  const { authenticatorId } = await browser.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      ctap2Version: 'ctap2_1',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return {
    async recognise(isUserVerified) {
      await browser.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified });
    },
    async credentials() {
      return (await browser.send('WebAuthn.getCredentials', { authenticatorId })).credentials;
    },
    async insert(credential) {
      await browser.send('WebAuthn.addCredential', { authenticatorId, credential });
    },
    async clear() {
      await browser.send('WebAuthn.clearCredentials', { authenticatorId });
    },
  };
}
