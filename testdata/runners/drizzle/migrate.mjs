// Runs drizzle-orm's own migrate(). Each line of input is {"host", "port", "database", "folder"}; each line of output is {} or {"code", "sql"}.
import { createInterface } from 'node:readline';
import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import pg from 'pg';

for await (const line of createInterface({ input: process.stdin })) {
  const { host, port, database, folder } = JSON.parse(line);
  const client = new pg.Client({ host, port, database, user: 'postgres' });
  let outcome = {};
  try {
    await client.connect();
    await migrate(drizzle(client), { migrationsFolder: folder });
  } catch (error) {
    const cause = error.cause ?? error;
    outcome = { code: cause.code ?? String(cause), sql: error.query ?? '' };
  } finally {
    await client.end();
  }
  console.log(JSON.stringify(outcome));
}
