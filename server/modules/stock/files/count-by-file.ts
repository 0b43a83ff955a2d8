import type { SkuId } from '../../../kernel/ids.ts';
import { inTransaction, type Transaction } from '../../../platform/database.ts';
import type { RunningTask, TaskOutcome } from '../../../platform/tasks.ts';
import { record, sealReasonOf } from '../../audit/index.ts';
import type { SkuLookUp } from '../../catalog/index.ts';
import { actBy } from '../../staff/index.ts';
import { tellInPassing } from '../../tasks/index.ts';
import type { RuleDeps } from '../change-rule.ts';
import { markShort } from '../mark-short.ts';
import { decideMovement } from '../movement.decide.ts';
import { saveCounts, type SavedCount } from '../movements.sql.ts';
import { findStock, lockStock, openStock } from '../stock.sql.ts';
import { countFault, readCounts, type Count, type CountFault } from './read-counts.ts';

export type CountDeps = Omit<RuleDeps, 'isSku'> & {
  readonly skus: () => Pick<SkuLookUp, 'byCodes' | 'cards'>;
};

/** So many SKUs are counted in one transaction: orders for them wait no longer than for a batch of others. */
const A_STEP = 200;
const A_LOOKUP = 2_000;
const MOST_TOLD = 100;

/** Faults of which the first are told and the rest counted. */
class Told {
  readonly faults: CountFault[] = [];
  faultCount = 0;
  add(fault: CountFault): void {
    this.faultCount += 1;
    if (this.faults.length < MOST_TOLD) this.faults.push(fault);
  }
}

/** Reads a file of counts and tells what writing it would do. Writes nothing. */
export async function checkCounts(deps: CountDeps, task: RunningTask): Promise<TaskOutcome> {
  const { bytes } = task.input as { readonly bytes: number };
  const tell = tellInPassing(task);
  const told = new Told();
  const lines = new Map<string, number>();
  const counts = { counted: 0, changed: 0, more: 0, less: 0 };
  for await (const batch of inBatches(task.inputPath!, A_LOOKUP, told)) {
    tell(Math.min(batch.at(-1)!.bytesRead, bytes), bytes);
    const skuIds = await deps.skus().byCodes(batch.map(({ code }) => code));
    const levels = await findStock(deps.database, [...skuIds.values()]);
    for (const { line, code, counted } of batch) {
      const skuId = skuIds.get(code);
      const earlier = lines.get(code);
      if (skuId === undefined) told.add(countFault(line, 'code_unknown', { field: 'code', a: code }));
      else if (earlier !== undefined) told.add(countFault(line, 'code_twice', { field: 'code', a: earlier }));
      else {
        lines.set(code, line);
        const { onHand = 0, reserved = 0 } = levels.get(skuId) ?? {};
        if (counted < reserved)
          told.add(countFault(line, 'below_reserved', { field: 'counted', a: reserved }));
        counts.counted += 1;
        if (counted !== onHand) counts.changed += 1;
        counts.more += Math.max(0, counted - onHand);
        counts.less += Math.max(0, onHand - counted);
      }
    }
  }
  const { faults, faultCount } = told;
  return { state: 'done', report: { faultCount, faults, ...counts } };
}

/** What was written so far. */
type Saved = {
  readonly line: number;
  readonly counted: number;
  readonly changed: number;
  readonly faults: readonly CountFault[];
  readonly faultCount: number;
};
const NOTHING: Saved = { line: 0, counted: 0, changed: 0, faults: [], faultCount: 0 };

/**
 * Writes the counts of a file, so many SKUs at a time: each step is whole by itself, with its acts, and the next run goes on behind
 * it. What orders were promised meanwhile is not taken from them: such a line is told, and changes nothing.
 */
export async function writeCounts(deps: CountDeps, task: RunningTask): Promise<TaskOutcome> {
  const { fileName } = task.input as { readonly fileName: string };
  let saved = (task.saved ?? NOTHING) as Saved;
  const ofReading = new Told();
  for await (const batch of inBatches(task.inputPath!, A_STEP, ofReading, saved.line)) {
    const skuIds = await deps.skus().byCodes(batch.map(({ code }) => code));
    const known = batch.flatMap((count) => {
      const skuId = skuIds.get(count.code);
      return skuId === undefined ? [] : [{ ...count, skuId }];
    });
    // New in the catalogue: nothing of it has lain here before.
    await openStock(deps.database, [...new Set(known.map(({ skuId }) => skuId))]);
    saved = await inTransaction(deps.database, async (tx) => {
      const step = await countStep(deps, tx, task, known, fileName);
      const next: Saved = {
        line: batch.at(-1)!.line,
        counted: saved.counted + step.counted,
        changed: saved.changed + step.changed,
        faults: [...saved.faults, ...step.faults].slice(0, MOST_TOLD),
        faultCount: saved.faultCount + step.faults.length,
      };
      await task.save(tx, { done: next.counted, saved: next });
      await record(tx, step.acts);
      return next;
    });
  }
  const { faults, faultCount, counted, changed } = saved;
  return { state: 'done', report: { faultCount, faults, counted, changed } };
}

async function countStep(
  deps: CountDeps,
  tx: Transaction,
  task: RunningTask,
  counts: readonly (Count & { readonly skuId: SkuId })[],
  fileName: string,
) {
  const at = deps.clock.now();
  const levels = await lockStock(
    tx,
    counts.map(({ skuId }) => skuId),
  );
  const faults: CountFault[] = [];
  const done = counts.flatMap(({ line, skuId, counted, reason }) => {
    const level = levels.get(skuId)!;
    const decision = decideMovement(level, 'count', counted);
    if (decision.ok) return [{ skuId, level, counted, change: decision.value, reason: reason || fileName }];
    faults.push(countFault(line, 'below_reserved', { field: 'counted', a: level.reserved }));
    return [];
  });
  const key = `task ${task.id}`;
  await saveCounts(
    tx,
    done.map(({ skuId, level, counted, change, reason }): SavedCount => ({
      ...{ skuId, seq: level.movements + 1, change, asked: counted, reason, key },
    })),
    { at, memberId: task.by.staffId },
  );
  await markShort(
    deps,
    tx,
    done.map(({ skuId }) => skuId),
  );
  const acts = done.map(({ skuId, level, counted, reason: typed }) => {
    const subject = { kind: 'sku', id: skuId };
    const reason = sealReasonOf(deps.sealing, subject, typed);
    const onHand = { before: { onHand: level.onHand }, after: { onHand: counted } };
    return actBy(task.by, at, { what: 'stock:count', subject, reason, ...onHand });
  });
  return { counted: done.length, changed: done.filter(({ change }) => change !== 0).length, faults, acts };
}

/** The counts of a file behind a line, so many at a time; what is wrong with a line by itself goes to `told`. */
async function* inBatches(
  file: string,
  size: number,
  told: Told,
  behind = 0,
): AsyncGenerator<readonly Count[]> {
  let batch: Count[] = [];
  for await (const count of readCounts(file)) {
    if ('fault' in count) {
      told.add(count.fault);
      continue;
    }
    if (count.line <= behind) continue;
    batch.push(count);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
