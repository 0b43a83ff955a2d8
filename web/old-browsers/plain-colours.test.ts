import postcss from 'postcss';
import { expect, it } from 'vitest';
import { plainColours } from './plain-colours.ts';
import { plainValues } from './plain-values.ts';

const THEMES = `
  :root { --color-base-100: oklch(100% 0 0); --color-ink: oklch(23% 0.008 60) }
  .dark { --color-base-100: oklch(22.5% 0.005 60); --color-ink: #fff }`;

const lower = (css: string): string =>
  postcss([plainColours(), plainValues()]).process(css, { from: undefined }).css.replace(/\s+/g, ' ').trim();

it('A colour that is known is said as rgb, and one of which only the strength is not known too', () => {
  expect(lower('a { color: oklch(56% 0.202 30 / 50%) }')).toBe('a { color: rgba(209, 44, 29, 0.5) }');
  expect(lower('a { color: oklch(0% 0 0 / calc(var(--depth) * 0.1)) }')).toBe(
    'a { color: rgba(0, 0, 0, calc(var(--depth) * 0.1)) }',
  );
});

it('A mix of colours of the theme is mixed for each theme, and asks no browser whether it can mix', () => {
  const mix = 'color-mix(in oklab, var(--color-ink) 50%, transparent)';
  const css = lower(`${THEMES} @supports (color: color-mix(in lab, red, red)) { a { color: ${mix} } }`);
  expect(css).toContain('--mix-0: rgba(32, 28, 25, 0.5)');
  expect(css).toContain('--mix-0: rgba(255, 255, 255, 0.5)');
  expect(css).toMatch(/ a \{ color: var\(--mix-0\) \}$/);
});

it('A mix with something that only its place knows stays behind the question', () => {
  const css =
    '@supports (color: color-mix(in lab, red, red)) { a { color: color-mix(in oklab, var(--own), #000 7%) } }';
  expect(lower(THEMES + css)).toContain(css);
});

it('What moves by itself moves by transform elsewhere, and a height of the window that changes has one that does not', () => {
  expect(lower('a { rotate: 45deg }')).toBe(
    'a { rotate: 45deg }@supports not (rotate: none) {a { transform: rotate(45deg) } }',
  );
  expect(lower('a { translate: var(--x) var(--y) }')).toContain('transform: translate(var(--x), var(--y))');
  expect(lower('a { min-height: 100dvh }')).toBe('a { min-height: 100vh; min-height: 100dvh }');
});
