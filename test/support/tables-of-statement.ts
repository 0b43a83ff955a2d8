import { parse, type ParseResult } from 'libpg-query';

/** What may stand for a `${…}`, the likeliest first: a name, nothing, an assignment, a column with its type, a query, … */
const FILLERS = ['hole', '', 'hole = 1', 'hole text', 'hole as (select 1)', 'select 1', '1'];
const HOLE = /hole/;

/**
 * PostgreSQL's own parser reads a statement whose holes are filled with what fits there. It says where it is stuck, and the
 * hole before that gets the next filler. Throws what the parser says where none fits.
 */
export async function parseFilled(pieces: readonly string[]): Promise<ParseResult> {
  const tried = pieces.slice(1).map(() => 0);
  for (;;) {
    let sql = pieces[0]!;
    const starts = tried.map((filler, hole) => {
      const start = sql.length;
      sql += FILLERS[filler]! + pieces[hole + 1]!;
      return start;
    });
    try {
      return await parse(sql);
    } catch (failed) {
      const stuck = positionOf(failed) ?? sql.length;
      let hole = starts.findLastIndex((start) => start <= stuck);
      // All of this one have been tried: it may be the one before that does not fit.
      while (hole >= 0 && tried[hole] === FILLERS.length - 1) tried[hole--] = 0;
      if (hole < 0) throw new Error(`${String(failed)}: ${sql}`, { cause: failed });
      tried[hole]! += 1;
    }
  }
}

function positionOf(failed: unknown): number | undefined {
  const details = (failed as { sqlDetails?: { cursorPosition?: number } }).sqlDetails;
  return details?.cursorPosition;
}

/** The tables that a parsed statement names, with their schema where it is said; what the statement itself makes is left out. */
export function tablesIn(parsed: ParseResult): string[] {
  const tables = new Set<string>();
  const own = new Set<string>();
  const look = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    const { relname, schemaname, ctename } = node as Record<string, unknown>;
    if (typeof relname === 'string')
      tables.add(typeof schemaname === 'string' ? `${schemaname}.${relname}` : relname);
    if (typeof ctename === 'string') own.add(ctename);
    // Of `for update of a` the names are those that the statement itself gave.
    for (const [key, child] of Object.entries(node)) if (key !== 'lockedRels') look(child);
  };
  look(parsed);
  return [...tables].filter((table) => !own.has(table) && !HOLE.test(table)).toSorted();
}
