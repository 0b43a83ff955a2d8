import { expect, test } from 'vitest';
import { drawHours } from './draw-hours.ts';

const FRAME = { left: 0, right: 230, top: 0, bottom: 100 };

test('a day is drawn as far as it has come, beside the whole of the one before', () => {
  const drawing = drawHours([0, 30], [60, ...Array.from({ length: 23 }, () => 0)], FRAME);
  expect(drawing.line).toBe('M0 100L10 50');
  expect(drawing.ground).toBe('M0 100L10 50L10 100L0 100Z');
  expect(drawing.end).toMatchObject({ x: 10, y: 50 });
  expect(drawing.before).toMatch(/^M0 0L10 100.*L230 100$/);
  expect(drawing.grid.map(({ value }) => value)).toEqual([0, 20, 40, 60]);
});

test('lines across stand for round values, whatever the highest is', () => {
  const top = (most: number): number => drawHours([most], [], FRAME).grid.at(-1)!.value;
  expect([0, 1, 3, 4, 10, 31, 95, 1_234, 480_000].map(top)).toEqual([
    ...[3, 3, 3, 6, 15, 60, 150, 1_500, 600_000],
  ]);
});

test('a day that has just begun is a point, and nothing divides by nothing', () => {
  const { line, end, before } = drawHours([0], [], FRAME);
  expect([line, end, before]).toEqual(['M0 100', { x: 0, y: 100, at: 0 }, '']);
});
