import { expect, test } from 'vitest';
import { isPlainPath } from './plain-path.ts';

test.each([
  ...['/', '/product/auto-umbrella', '/cart/', '/orders/x/__data.json', '/_app/immutable/chunks/a.b-c.js'],
  ...[
    '/.well-known/security.txt',
    '/...',
    '/product/%E4%B8%AD',
    '/product/a%20b',
    '/product/%2F',
    '/product/%2570',
  ],
  ...['/search?q=%70//../a#b', '/preferences?next=/a/../b'],
])('%s is read in one way', (url) => expect(isPlainPath(url)).toBe(true));

test.each([
  ...['/%70roduct/auto-umbrella', '/%50roduct/x', '/%73itemap.xml', '/%5fapp/x', '/%5Fapp/x', '/product/%7e'],
  ...['/x/../product/y', '/_app/immutable/../../product/x', '/x/%2e%2E/product/y', '/x/.%2e/product/y'],
  ...['/./product/x', '/product/x/..', '/product/x/.', '/..', '//product/x', '/product//x', '/%6dedia/x'],
  ...['/x/..\\product/y', '\\product', '/orders/x#/__route.js', '*', '/%30', '/%39', '/%2D'],
])('%s is another path to some', (url) => expect(isPlainPath(url)).toBe(false));

test('of all escapes, those of unreserved characters and no others', () => {
  for (let code = 0; code < 256; code += 1) {
    const escape = `%${code.toString(16).padStart(2, '0')}`;
    const isUnreserved = /[\w.~-]/.test(String.fromCharCode(code));
    expect(isPlainPath(`/a${escape}b`), escape).toBe(!isUnreserved);
    expect(isPlainPath(`/a${escape.toUpperCase()}b`), escape).toBe(!isUnreserved);
  }
});

test('an address that is plain is a path to itself', () => {
  for (const url of ['/product/a', '/.well-known/x', '/...', '/a%20b', '/%E4%B8%AD'])
    expect(new URL(`http://shop${url}`).pathname).toBe(url);
});
