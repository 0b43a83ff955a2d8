import { expect, test } from 'vitest';
import { coresFor, limitOfCoordinator, planCluster, tellPlan } from '../docs/plan-cluster.ts';

test('cores are those that half used do the work, one at least', () => {
  expect([coresFor(1, 0.1), coresFor(5_000, 0.1), coresFor(5_001, 0.1), coresFor(100_000, 0.235)]).toEqual([
    1, 1, 2, 47,
  ]);
});

test('a small shop is one server, and a cluster costs more', () => {
  const { oneServer, yuan } = planCluster(1_000);
  expect(oneServer.fits).toBe(true);
  expect(oneServer.yuan).toBeLessThan(yuan);
});

test('nodes come for their disks where the processor would need less', () => {
  const { diskTb, workers, shards } = planCluster(100_000);
  expect([diskTb, workers.nodes, shards]).toEqual([631, 79, 128]);
});

test('the coordinator is too large beyond its limit', () => {
  expect(planCluster(limitOfCoordinator()).coordinator.fits).toBe(true);
  expect(planCluster(limitOfCoordinator() + 10).coordinator.fits).toBe(false);
});

test('every input is said, with where it comes from', () => {
  expect(tellPlan().match(/\| (measured \(.+\)|assumed) \|/g)).toHaveLength(15);
});
