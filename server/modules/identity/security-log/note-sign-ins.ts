import type { Identity } from '../index.ts';
import { entered, whose, type NoteOutcome } from './note-outcome.ts';

type SignIns = Pick<
  Identity,
  | 'requestCode'
  | 'signIn'
  | 'signInByPassword'
  | 'signInByPasskey'
  | 'requestProofCode'
  | 'proveByCode'
  | 'proveByPasskey'
>;

/** Codes, sign-ins and proofs, each by its way, whether they were done or refused. */
export function noteSignIns(identity: SignIns, noteOutcome: NoteOutcome): SignIns {
  return {
    async requestCode(request) {
      const outcome = await identity.requestCode(request);
      const { phone, clientAddress, purpose } = request;
      noteOutcome(outcome, 'code_sent', { phone, clientAddress, way: purpose });
      return outcome;
    },
    async signIn(request) {
      const outcome = await identity.signIn(request);
      const { phone, clientAddress } = request;
      noteOutcome(outcome, 'signed_in', { phone, clientAddress, way: 'code' }, entered);
      return outcome;
    },
    async signInByPassword(request) {
      const outcome = await identity.signInByPassword(request);
      const { phone, clientAddress } = request;
      noteOutcome(outcome, 'signed_in', { phone, clientAddress, way: 'password' }, entered);
      return outcome;
    },
    async signInByPasskey(request) {
      const outcome = await identity.signInByPasskey(request);
      const { clientAddress } = request;
      noteOutcome(outcome, 'signed_in', { clientAddress, way: 'passkey' }, entered);
      return outcome;
    },
    async requestProofCode(session, ask) {
      const outcome = await identity.requestProofCode(session, ask);
      const { clientAddress } = ask;
      noteOutcome(outcome, 'code_sent', { ...whose(session), clientAddress, way: 'step-up' });
      return outcome;
    },
    async proveByCode(session, code, who) {
      const outcome = await identity.proveByCode(session, code, who);
      const { clientAddress } = who;
      noteOutcome(outcome, 'proved', { ...whose(session), clientAddress, way: 'code' });
      return outcome;
    },
    async proveByPasskey(session, response, who) {
      const outcome = await identity.proveByPasskey(session, response, who);
      const { clientAddress } = who;
      noteOutcome(outcome, 'proved', { ...whose(session), clientAddress, way: 'passkey' });
      return outcome;
    },
  };
}
