import type { Session } from '../../server/modules/sign-in/index.ts';
import { makeAuthenticator, type SoftwareAuthenticator } from './software-authenticator.ts';
import type { TestIdentity } from './test-identity.ts';

/** From where passkeys are used here, and by what. */
export const ADDRESS = '10.8.0.1';
export const DEVICE = 'Mozilla/5.0 (iPhone) Version/26.0 Safari/604.1';
export const refused = (code: string) => ({ ok: false, error: { code } });

export type Owner = { session: Session; phone: string; key: SoftwareAuthenticator; passkeyId: string };

/** What tests of passkeys do again and again; each file of tests takes another first phone. */
export function passkeyBench(shop: () => TestIdentity, firstPhone: number) {
  let lastPhone = firstPhone;
  const newPhone = (): string => String((lastPhone += 1));

  async function add(session: Session, key: SoftwareAuthenticator, name = '我的手机') {
    const options = await shop().waysIn.passkeyOptions(session);
    if (!options.ok) return options;
    return shop().waysIn.addPasskey(session, {
      response: key.register(options.value),
      name,
      language: 'zh-CN',
    });
  }

  return {
    newPhone,
    add,
    /** A customer with a passkey. */
    async owner(): Promise<Owner> {
      const phone = newPhone();
      const { session } = await shop().enter(phone);
      const key = makeAuthenticator();
      const added = await add(session, key);
      if (!added.ok) throw new Error(added.error.code);
      return { session, phone, key, passkeyId: added.value.id };
    },
    /** What a browser that has not signed in is to sign, and its secret. */
    async ask(browser?: string) {
      const outcome = await shop().waysIn.passkeySignInOptions({ browser, clientAddress: ADDRESS });
      if (!outcome.ok) throw new Error(outcome.error.code);
      return outcome.value;
    },
    enter: (response: unknown, browser: string | undefined) =>
      shop().waysIn.signInByPasskey({ response, browser, clientAddress: ADDRESS, device: DEVICE }),
    async proofOptions(session: Session) {
      const outcome = await shop().waysIn.passkeyProofOptions(session);
      if (!outcome.ok) throw new Error(outcome.error.code);
      return outcome.value;
    },
  };
}
