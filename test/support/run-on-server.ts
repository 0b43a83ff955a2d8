import pg from 'pg';

/** Runs one statement on a connection of its own. */
export async function runOnServer(url: string, statement: string): Promise<void> {
  await askServer(url, statement);
}

/** The rows that a statement answers, on a connection of its own. What it does, it does on that server alone. */
export async function askServer<Row extends object>(url: string, statement: string): Promise<Row[]> {
  const client = new pg.Client({
    connectionString: url,
    // Citus would send some to its other nodes, too.
    options: '-c citus.enable_ddl_propagation=off',
  });
  await client.connect();
  try {
    const { rows } = await client.query<Row>(statement);
    return rows;
  } finally {
    await client.end();
  }
}

/** The address of another database on the same server. */
export function urlOfDatabase(serverUrl: string, database: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  return url.href;
}
