/** The parameter of an address that opens the tickets of a page. */
export const DEAL = 'tickets';
export const SHOWN = 'shown';
