/** How long a request's body may be, in bytes. */
export const API_BODY_BYTES = 256 * 1024;
/** What adapter-node takes where `BODY_SIZE_LIMIT` is not set. */
export const PAGE_BODY_BYTES = 512 * 1024;
