import { expect, test } from 'vitest';
import { drawSprite } from './icon-sprite.plugin.ts';
import { ICONS, MARKS } from './src/lib/icon/icons.ts';

test('the sprite has every icon and mark, drawn by lines and colours that are said where it is used', () => {
  const sprite = drawSprite();
  const names = [...sprite.matchAll(/<symbol id="([^"]+)" viewBox="0 0 24 24"><\w+ /g)].map(
    ([, name]) => name,
  );
  expect(names).toEqual([...ICONS, ...MARKS.map((name) => `mark-${name}`)]);
  expect(sprite).not.toMatch(/stroke|fill="(?!currentColor)|<g|<style|<script/);
});
