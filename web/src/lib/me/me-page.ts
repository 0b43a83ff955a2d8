/** Where somebody of the staff looks after their own account. */
export const ME_PAGE = '/admin/me';

/** What is asked about next, as the page's address names it. */
export const ASKS = ['password', 'authenticator', 'codes', 'passkey'] as const;
export type Asks = (typeof ASKS)[number];
