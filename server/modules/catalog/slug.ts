/** What may be a slug: anything else is not looked for. (The importer is stricter; slugs never hold more than this.) */
export const SLUG = /^[a-z0-9-]{1,80}$/;
