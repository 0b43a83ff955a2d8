import type { PasskeyPlace } from '../../../platform/webauthn/passkey-place.ts';
import type { StaffDeps } from '../staff.deps.ts';
import type { From, StaffSession } from '../staff.ts';
import {
  addOwnPasskey,
  listOwnPasskeys,
  ownPasskeyOptions,
  removeOwnPasskey,
  renameOwnPasskey,
} from './own-passkeys.ts';
import { passkeySignInOptions, signInByPasskey } from './sign-in-by-passkey.ts';
import type { StaffPasskey } from './staff-passkey.ts';

/** Passkeys of the staff: signing in by them, and the member's own. */
export type StaffPasskeys = {
  readonly place: PasskeyPlace;
  signInOptions(browser: string | undefined, from: From): ReturnType<typeof passkeySignInOptions>;
  signIn(
    answer: { readonly response: unknown; readonly browser: string | undefined },
    from: From,
  ): ReturnType<typeof signInByPasskey>;
  list(session: StaffSession): Promise<readonly StaffPasskey[]>;
  options(session: StaffSession): ReturnType<typeof ownPasskeyOptions>;
  add(
    session: StaffSession,
    added: { readonly response: unknown; readonly name: string },
  ): ReturnType<typeof addOwnPasskey>;
  rename(session: StaffSession, id: string, name: string): ReturnType<typeof renameOwnPasskey>;
  remove(session: StaffSession, id: string): ReturnType<typeof removeOwnPasskey>;
};

export function keepStaffPasskeys(deps: StaffDeps): StaffPasskeys {
  return {
    place: deps.passkeyPlace,
    signInOptions: (browser, from) => passkeySignInOptions(deps, browser, from),
    signIn: (answer, from) => signInByPasskey(deps, answer, from),
    list: (session) => listOwnPasskeys(deps, session),
    options: (session) => ownPasskeyOptions(deps, session),
    add: (session, added) => addOwnPasskey(deps, session, added),
    rename: (session, id, name) => renameOwnPasskey(deps, session, id, name),
    remove: (session, id) => removeOwnPasskey(deps, session, id),
  };
}
