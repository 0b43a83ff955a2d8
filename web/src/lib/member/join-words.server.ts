import { m } from '#lib/words/m.ts';
import { unfitWords } from '../password/password-words.server.ts';
import type { GivenPassword } from '#server/platform/passwords/password.ts';
import type { Shop } from '#server/shop.ts';

type Outcome = Awaited<ReturnType<Shop['staff']['acceptInvitation']>>;
type Refusal = Extract<Outcome, { ok: false }>['error'];

export type JoinErrors = {
  readonly account?: string;
  readonly name?: string;
  readonly password?: readonly string[];
  readonly code?: string;
};

const LONGEST_NAME = 40;

type Given = {
  readonly account: string;
  readonly name: string;
  readonly password: GivenPassword | undefined;
  readonly otp: string;
};

/** What was left out, or is longer than may be; undefined where nothing is. */
export function missingInJoin({ account, name, password, otp }: Given): JoinErrors | undefined {
  const isNamed = name !== '' && [...name].length <= LONGEST_NAME;
  if (account !== '' && isNamed && password !== undefined && otp !== '') return undefined;
  return {
    ...(account === '' && { account: m.staff_account_missing() }),
    ...(!isNamed && { name: m.join_name_missing() }),
    ...(password === undefined && { password: [m.staff_password_missing()] }),
    ...(otp === '' && { code: m.staff_code_missing() }),
  };
}

/** Undefined where the invitation is gone, which the page tells as a whole. */
export function joinErrors(refusal: Refusal): JoinErrors | undefined {
  switch (refusal.code) {
    case 'invitation_gone':
      return undefined;
    case 'sealed_password_invalid':
      return { password: [m.password_sealed_invalid()] };
    case 'account_invalid':
      return { account: m.join_account_invalid() };
    case 'account_taken':
      return { account: m.join_account_taken() };
    case 'name_taken':
      return { name: m.join_name_taken() };
    case 'second_factor_wrong':
      return { code: m.join_code_wrong() };
    case 'staff_password_unfit':
      return { password: refusal.reasons.map(unfitWords) };
  }
}
