import { expect, test } from 'vitest';
import { drawImports, stackRooms, type Arrow } from '../docs/draw-imports.ts';

const arrow = (from: string, to: string, isType = false): Arrow => ({ from, to, isType });

test('rooms are stacked so that every arrow leads down', () => {
  const arrows = [arrow('ordering', 'stock'), arrow('stock', 'kernel'), arrow('ordering', 'kernel', true)];
  expect(stackRooms(arrows)).toEqual(['kernel', 'stock', 'ordering']);
});

test('a circle is none that can be drawn, also where types close it', () => {
  const arrows = [arrow('ordering', 'payment', true), arrow('payment', 'ordering')];
  expect(stackRooms(arrows)).toBeUndefined();
  expect(() => drawImports(arrows)).toThrow(/in a circle/);
});
