import { fileURLToPath } from 'node:url';
import adapter from '@sveltejs/adapter-node';
import { sveltekit } from '@sveltejs/kit/vite';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig } from 'vite';
import { iconSprite } from './icon-sprite.plugin.ts';
import { plainCascade } from './old-browsers/plain-cascade.ts';
import { plainColours } from './old-browsers/plain-colours.ts';
import { plainValues } from './old-browsers/plain-values.ts';
import { words } from './words/words.plugin.ts';

/** Absolute, because the build runs from the root of the project. */
const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** What pages of the storefront are made of; `web/byte-budgets.ts` says why others are not to grow into it. */
const STOREFRONT =
  /node_modules\/(?:svelte|@sveltejs|devalue|clsx)\/|@oxc-project\+runtime|src\/lib\/(?:format|form\/[a-z-]+\.ts|head|icon|layout|picture|price|words)/;

export default defineConfig({
  root: here('.'),
  // WebViews inside other apps are years old: docs/decisions/0026.
  build: {
    assetsInlineLimit: 0,
    // For scripts, 91 and 87 differ in one thing: 87 reads `f?.(...some, more)` wrongly, which nobody writes. To be safe from
    // it, every `?.` would be spelt out: 1,000 bytes of each page.
    target: ['chrome91', 'safari14.1'],
    cssTarget: ['chrome87', 'safari14.1'],
  },
  css: { postcss: { plugins: [plainColours(), plainValues(), plainCascade()] } },
  environments: {
    client: {
      build: {
        rolldownOptions: {
          output: {
            codeSplitting: {
              // Few large files compress far better than many small ones, and the same file serves every page: what
              // stands around all of them, and what sixteen or more of them use. Of this only what is named above, so that
              // pages to come, which a shopper may never open, put nothing into it by sharing it among themselves. What
              // the pages of one matter share makes a file for them.
              groups: [
                {
                  name: 'shared',
                  test: /vite\/preload-helper|src\/(?:lib\/(?:brand|chrome|feedback)\/|routes\/\+)/,
                  priority: 2,
                },
                {
                  name: 'shared',
                  test: STOREFRONT,
                  minShareCount: 16,
                  priority: 1,
                },
                // A file for each of these words would weigh more than all of them together.
                {
                  name: 'order-words',
                  test: /words\/compiled\/(?:price_(?:payable|title|paid|total)|checkout_goods|delivery_title|pieces_in_all|payment_method|line_(?:is_gift|after_discount)|address_)/,
                  minShareCount: 2,
                },
                { name: 'fields', test: /src\/lib\/form\//, minShareCount: 2 },
                {
                  name: 'address',
                  test: /src\/lib\/address\/(?:Region|AddressFields|AddressLine|fetch)/,
                  minShareCount: 3,
                },
                {
                  name: 'order',
                  test: /src\/lib\/(?:order\/(?:LineRow|line-key)|price-breakdown\/(?:PriceBreakdown|AdjustmentRow|priced))/,
                  minShareCount: 2,
                },
                {
                  name: 'ways',
                  test: /src\/lib\/(?:passkey\/|sign-in\/[Pp]rovider)/,
                  minShareCount: 3,
                  priority: 1,
                },
                {
                  name: 'sign-in',
                  test: /src\/lib\/sign-in\/(?!Consent|[Pp]rovider)/,
                  minShareCount: 2,
                },
              ],
            },
          },
        },
      },
    },
  },
  plugins: [
    words(),
    iconSprite(),
    tailwindcss(),
    sveltekit({
      adapter: adapter({ out: here('./build'), precompress: true }),
      compilerOptions: { runes: true },
      outDir: here('./.svelte-kit'),
      // Each route would cost every page some forty bytes, and no shopper opens the back office: which page an address has, and
      // what it is made of, the server says when it is first asked for (a link fetches it ahead when it is pointed at).
      router: { resolution: 'server' },
      csp: {
        // By hashes, not nonces: so the bytes of a public page are the same for everybody, and can be kept and shared.
        mode: 'hash',
        directives: {
          'default-src': ['self'],
          'script-src': ['self'],
          'style-src': ['self'],
          // The one style attribute of SvelteKit's own: the hidden area that announces a new page to screen readers.
          'style-src-attr': ['unsafe-hashes', 'sha256-S8qMpvofolR8Mpjy4kQvEm7m1q8clzU4dfDH0AmvZjo='],
          'img-src': ['self', 'data:'],
          'font-src': ['self'],
          'connect-src': ['self'],
          'object-src': ['none'],
          'base-uri': ['none'],
          'form-action': ['self'],
          'frame-ancestors': ['none'],
        },
      },
    }),
  ],
});
