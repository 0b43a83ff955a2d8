import { m } from '#lib/words/m.ts';
import type { Judgement, PasswordSignInRefusal, Unfit } from '#server/modules/sign-in/index.ts';
import { waitWords } from '../sign-in/sign-in-words.server.ts';

export type PasswordSignInErrors = Readonly<Partial<Record<'phone' | 'password' | 'passkey', string>>>;

export function passwordSignInErrors(refusal: PasswordSignInRefusal): PasswordSignInErrors {
  switch (refusal.code) {
    case 'phone_invalid':
      return { phone: m.phone_invalid() };
    case 'account_deactivated':
      return { password: m.account_deactivated_text() };
    case 'sealed_password_invalid':
      return { password: m.password_sealed_invalid() };
    case 'too_many_tries':
      return { password: m.password_too_many_tries({ wait: waitWords(refusal.retryAfterSeconds) }) };
    case 'password_wrong':
      return { password: m.password_wrong() };
    case 'overloaded':
      return { password: m.password_overloaded() };
  }
}

export function unfitWords(reason: Unfit): string {
  switch (reason) {
    case 'too_short':
      return m.password_too_short();
    case 'too_long':
      return m.password_too_long();
    case 'too_common':
      return m.password_too_common();
    case 'holds_phone':
      return m.password_holds_phone();
    case 'too_guessable':
      return m.password_too_guessable();
  }
}

export type JudgedPassword = { readonly strength: number; readonly reasons: readonly string[] };

export function judgementWords({ strength, reasons }: Judgement): JudgedPassword {
  return { strength, reasons: reasons.map(unfitWords) };
}
