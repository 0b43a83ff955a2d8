import { Secret, TOTP } from 'otpauth';
import { signInAs, type StaffCaller } from './back-office.ts';
import { makeCaller, newClientAddress, type AnyAnswer, type Caller } from './shopper.ts';
import { startTestShop, type TestShop } from './test-shop.ts';

export const PASSWORD = 'six ducks on a barge';
/** So long a code of an authenticator is the same, and it is good once. */
export const STEP_MS = 30_000;

type StaffSignIn = {
  readonly account: string;
  readonly password: string;
  readonly otp?: string | undefined;
};
type Invited = { readonly account: string; readonly token: string; readonly secret: string };
/** `token`: of their session. `home`: the network that they have joined from. `staff`: what the answer told of them. */
export type Joined = Caller &
  Invited & {
    readonly home: Caller;
    readonly staff: { readonly id: string };
    readonly recoveryCodes: readonly string[];
  };

/** A shop behind a proxy, so that everybody comes from a network of their own, and its people. */
export type StaffDesk = {
  readonly shop: TestShop;
  /** The owner of a demo shop; asked for anew, since the clock may have ended a session. */
  owner(): Promise<StaffCaller>;
  /** Somebody from that network, or from one of their own. */
  visitor(address?: string): Caller;
  /** Of an authenticator, now. */
  codeOf(secret: string): string;
  /** An account and an invitation that was opened for it. */
  invited(roles: readonly string[]): Promise<Invited>;
  /** Somebody who has accepted one, with a code that is still good. */
  joined(roles: readonly string[]): Promise<Joined>;
  signIn(given: StaffSignIn, who?: Caller): Promise<AnyAnswer>;
};

export async function openStaffDesk(): Promise<StaffDesk> {
  const shop = await startTestShop({ ROLE: 'web', TRUSTED_PROXIES: '1' });
  let count = 0;
  const desk: StaffDesk = {
    shop,
    owner: () => signInAs(shop.url, 'owner'),
    visitor(address = newClientAddress()) {
      const { call } = makeCaller(shop.url);
      return {
        call: (method, path, options = {}) =>
          call(method, path, { ...options, headers: { 'x-forwarded-for': address, ...options.headers } }),
      };
    },
    codeOf: (secret) =>
      new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: shop.clock.now().getTime() }),
    async invited(roles) {
      count += 1;
      const account = `lin${count}`;
      const owner = await desk.owner();
      const { token } = (await owner.call('POST', '/staff/invitations', { body: { roles } })).body;
      const opening = { body: { token, account } };
      const { totp } = (await desk.visitor().call('POST', '/staff/invitations/opening', opening)).body;
      return { account, token, secret: totp.secret };
    },
    async joined(roles) {
      const invitation = await desk.invited(roles);
      const { account, token, secret } = invitation;
      const home = desk.visitor();
      const given = {
        account,
        token,
        name: `林小满 ${account}`,
        password: PASSWORD,
        otp: desk.codeOf(secret),
      };
      const accepted = await home.call('POST', '/staff/invitations/acceptance', { body: given });
      if (accepted.status !== 201) throw new Error(`nobody joins: ${JSON.stringify(accepted.body)}`);
      shop.clock.advance(STEP_MS);
      const { staff, recoveryCodes } = accepted.body;
      const session = accepted.body.token as string;
      return {
        account,
        secret,
        token: session,
        staff,
        recoveryCodes,
        home,
        ...makeCaller(shop.url, session),
      };
    },
    signIn: (given, who = desk.visitor()) => who.call('POST', '/staff/sessions', { body: given }),
  };
  return desk;
}
