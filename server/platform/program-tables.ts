import type { ImpersonalTable } from './described-table.ts';

/** What the program keeps for itself, whatever modules it has. */
export const PROGRAM_TABLES: readonly ImpersonalTable[] = [
  { table: 'schema_migrations', nothing: 'what the program keeps for itself' },
  {
    table: 'graphile_worker.*',
    nothing: 'work that waits; jobs name customers, orders and payments by their random ids, nobody else',
  },
  { table: 'key_encryption_keys', nothing: "the shop's wrapped keys" },
  { table: 'key_rotations', nothing: 'how far a rotation of keys has come' },
];
