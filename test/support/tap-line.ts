import { connect, createServer, type AddressInfo, type Server } from 'node:net';

export type TappedLine = { readonly server: Server; readonly url: string; roundTrips(): number };

/** A line to the database that counts how often the program has to wait for an answer before it goes on. */
export async function tapLine(databaseUrl: string): Promise<TappedLine> {
  const url = new URL(databaseUrl);
  const host = decodeURIComponent(url.hostname);
  const port = Number(url.port || 5432);
  let count = 0;
  const server = createServer((program) => {
    const database = host.startsWith('/') ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host);
    let isAsking = false;
    program.on('data', (bytes) => {
      if (!isAsking) count += 1;
      isAsking = true;
      database.write(bytes);
    });
    database.on('data', (bytes) => {
      isAsking = false;
      program.write(bytes);
    });
    program.on('close', () => database.destroy());
    database.on('close', () => program.destroy());
    for (const socket of [program, database]) socket.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { server, url: url.href, roundTrips: () => count };
}
