import { codeDrafts } from './code-draft.server.ts';

/** Of the pages for signing in. */
export const {
  read: readSignInDraft,
  keep: keepSignInDraft,
  drop: dropSignInDraft,
} = codeDrafts('signInDraft');
