import type { GivenPassword } from '../../../platform/passwords/password.ts';
import type { StaffDeps } from '../staff.deps.ts';
import type { From, StaffSession } from '../staff.ts';
import {
  confirmAuthenticator,
  describeSafety,
  offerAuthenticator,
  renewRecoveryCodes,
  setOwnPassword,
  type Safety,
} from './change-own-secrets.ts';
import { proofOptions, proveSession, type Proof } from './prove-session.ts';

/** What somebody does about their own account. */
export type OwnAccount = {
  safety(session: StaffSession): Promise<Safety>;
  proofOptions(session: StaffSession): ReturnType<typeof proofOptions>;
  prove(session: StaffSession, proof: Proof, from: From): ReturnType<typeof proveSession>;
  setPassword(session: StaffSession, password: GivenPassword, from: From): ReturnType<typeof setOwnPassword>;
  offerAuthenticator(session: StaffSession): ReturnType<typeof offerAuthenticator>;
  confirmAuthenticator(session: StaffSession, otp: string): ReturnType<typeof confirmAuthenticator>;
  renewRecoveryCodes(session: StaffSession): ReturnType<typeof renewRecoveryCodes>;
};

export function keepOwnAccount(deps: StaffDeps): OwnAccount {
  return {
    safety: (session) => describeSafety(deps, session),
    proofOptions: (session) => proofOptions(deps, session),
    prove: (session, proof, from) => proveSession(deps, session, proof, from),
    setPassword: (session, password, from) => setOwnPassword(deps, session, password, from),
    offerAuthenticator: (session) => offerAuthenticator(deps, session),
    confirmAuthenticator: (session, otp) => confirmAuthenticator(deps, session, otp),
    renewRecoveryCodes: (session) => renewRecoveryCodes(deps, session),
  };
}
