import type { DescribedTable } from '../../platform/described-table.ts';
import { codeTables } from './codes/tables.ts';
import { attemptTables } from './attempts-tables.ts';
import { deviceTables } from './devices/tables.ts';
import { passkeyTables } from './passkeys/tables.ts';
import { passwordTables } from './passwords/tables.ts';
import { securityLogTables } from './security-log/tables.ts';
import { sessionTables } from './sessions/tables.ts';
import { thirdPartyTables } from './third-party/tables.ts';

/** What is kept of how customers come in. */
export const signInTables: readonly DescribedTable[] = [
  ...codeTables,
  ...attemptTables,
  ...sessionTables,
  ...deviceTables,
  ...passwordTables,
  ...passkeyTables,
  ...thirdPartyTables,
  ...securityLogTables,
];
