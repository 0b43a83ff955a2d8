import type { WaysIn } from '../ways-in.ts';
import { entered, whose, type NoteOutcome } from './note-outcome.ts';

type SignIns = Pick<
  WaysIn,
  | 'requestCode'
  | 'signIn'
  | 'signInByPassword'
  | 'signInByPasskey'
  | 'requestProofCode'
  | 'proveByCode'
  | 'proveByPasskey'
>;

/** Codes, sign-ins and proofs, each by its way, whether they were done or refused. */
export function noteSignIns(waysIn: SignIns, noteOutcome: NoteOutcome): SignIns {
  return {
    async requestCode(request) {
      const outcome = await waysIn.requestCode(request);
      const { phone, clientAddress, purpose } = request;
      noteOutcome(outcome, 'code_sent', { phone, clientAddress, way: purpose });
      return outcome;
    },
    async signIn(request) {
      const outcome = await waysIn.signIn(request);
      const { phone, clientAddress } = request;
      noteOutcome(outcome, 'signed_in', { phone, clientAddress, way: 'code' }, entered);
      return outcome;
    },
    async signInByPassword(request) {
      const outcome = await waysIn.signInByPassword(request);
      const { phone, clientAddress } = request;
      noteOutcome(outcome, 'signed_in', { phone, clientAddress, way: 'password' }, entered);
      return outcome;
    },
    async signInByPasskey(request) {
      const outcome = await waysIn.signInByPasskey(request);
      const { clientAddress } = request;
      noteOutcome(outcome, 'signed_in', { clientAddress, way: 'passkey' }, entered);
      return outcome;
    },
    async requestProofCode(session, ask) {
      const outcome = await waysIn.requestProofCode(session, ask);
      const { clientAddress } = ask;
      noteOutcome(outcome, 'code_sent', { ...whose(session), clientAddress, way: 'step-up' });
      return outcome;
    },
    async proveByCode(session, code, who) {
      const outcome = await waysIn.proveByCode(session, code, who);
      const { clientAddress } = who;
      noteOutcome(outcome, 'proved', { ...whose(session), clientAddress, way: 'code' });
      return outcome;
    },
    async proveByPasskey(session, response, who) {
      const outcome = await waysIn.proveByPasskey(session, response, who);
      const { clientAddress } = who;
      noteOutcome(outcome, 'proved', { ...whose(session), clientAddress, way: 'passkey' });
      return outcome;
    },
  };
}
