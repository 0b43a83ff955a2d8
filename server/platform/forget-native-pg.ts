// To be imported before anything that imports node-postgres: it looks for this one when it is loaded, and would end the
// program for want of a package that does not come along. The others are looked for with each connection (pg-environment.ts).
delete process.env['NODE_PG_FORCE_NATIVE'];
