import { expect, test } from 'vitest';
import { isIntricate, plainMarkdown, renderMarkdown } from './markdown.ts';

test('a text has headings, lists, tables and links', () => {
  const html = renderMarkdown('# 面料\n\n- **棉** 60%\n- 麻\n\n[保养](/help) 见 https://a.example/x');
  expect(html).toContain('<h3>面料</h3>');
  expect(html).toContain('<li><strong>棉</strong> 60%</li>');
  expect(html).toContain('<a href="/help" rel="nofollow noopener">保养</a>');
  expect(html).toContain('href="https://a.example/x"');
});

test.each([
  '<script>alert(1)</script>',
  'a <img src=x onerror=alert(1)> b',
  '[x](javascript:alert(1))',
  '[x](JaVaScRiPt:alert(1))',
  '[x](data:text/html,<script>alert(1)</script>)',
  '[x](//evil.example)',
  '[x](/\\evil.example)',
  '[x](</\t/evil.example>)',
  '![x](https://evil.example/pixel.gif)',
  '![x" onerror="alert(1)](/media/a-640.webp)',
  '[x](https://a.example/"onmouseover="alert(1))',
  '<a href="javascript:alert(1)">x</a>',
  '<style>*{display:none}</style>',
  '# <svg/onload=alert(1)>',
  '```html\n<script>alert(1)</script>\n```',
  '<div\nonclick=alert(1)>',
])('%s does nothing', (text) => {
  const html = renderMarkdown(text);
  const tags = html.match(/<[^>]*>/g) ?? [];
  expect(tags.join('')).not.toMatch(
    /<(?:script|style|svg|div|iframe)|\son\w+\s*=\s*(?!&)|javascript:|data:|evil/i,
  );
});

test.each(['*a_'.repeat(6_667), '> '.repeat(9_000), '- '.repeat(9_000), `${'>'.repeat(9_000)} x`])(
  'what would take long to be read as Markdown is shown as it was written, at once',
  (text) => {
    expect(isIntricate(text)).toBe(true);
    const from = performance.now();
    expect(renderMarkdown(`${text}<b>`)).toContain('&lt;b&gt;');
    expect(performance.now() - from).toBeLessThan(500);
  },
);

test('without its signs a text is one line', () => {
  expect(plainMarkdown('# 面料\n\n- **棉** 60%\n1. 见[这里](/x)')).toBe('面料 棉 60% 见这里');
});
