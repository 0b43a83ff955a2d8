import { m } from '#lib/words/m.ts';
import type {
  ChangePhoneRefusal,
  RequestPhoneChangeRefusal,
  StepUpRequired,
} from '#server/modules/sign-in/index.ts';
import { requestCodeErrors, signInErrors } from '../sign-in/sign-in-words.server.ts';

export type PhoneChangeErrors = Readonly<Partial<Record<'phone' | 'code', string>>>;

/** What is wrong at which field. For `step_up_required` the page leads elsewhere. */
export function phoneChangeErrors(
  refusal: Exclude<RequestPhoneChangeRefusal | ChangePhoneRefusal, StepUpRequired>,
): PhoneChangeErrors {
  switch (refusal.code) {
    case 'phone_unchanged':
      return { phone: m.phone_change_unchanged() };
    case 'phone_taken':
      return { phone: m.phone_change_taken() };
    case 'too_many_codes':
      return requestCodeErrors(refusal);
    case 'phone_invalid':
    case 'code_wrong':
    case 'code_expired':
      return signInErrors(refusal);
  }
}
