/** Which way imports run: web -> modules/<name>/index.ts -> platform -> kernel. Each rule says why, and what to do instead. */
export default {
  forbidden: [
    {
      name: 'no-circles',
      severity: 'error',
      comment:
        'Two files that need each other are one thing, or hide a third: take a function as a parameter, or move what both need down a room.',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'kernel-is-pure',
      severity: 'error',
      comment:
        'The kernel imports nothing of ours, so that everything may import it. Put what needs more into platform.',
      from: { path: '^server/kernel/' },
      to: { path: '^(server/(?!kernel/)|web/|emulators/)' },
    },
    {
      name: 'platform-knows-no-business',
      severity: 'error',
      comment:
        'Platform is technique without a business word. Take a function as a parameter instead of importing a module.',
      from: { path: '^server/platform/' },
      to: { path: '^(server/modules/|server/[^/]+\\.ts$|web/|emulators/)' },
    },
    {
      name: 'modules-meet-at-their-index',
      severity: 'error',
      comment:
        'Another module is used only through its index.ts. What is missing there is either none of your business or belongs in its public part.',
      from: { path: '^server/modules/([^/]+)/' },
      to: { path: '^server/modules/(?!$1/)[^/]+/(?!index\\.ts$)' },
    },
    {
      name: 'modules-do-not-know-the-program',
      severity: 'error',
      comment:
        'Modules are wired by the program, not the other way round. Only the contract (shop.ts, types) is known to both.',
      from: { path: '^server/modules/' },
      to: { path: '^(server/(?!shop\\.ts$)[^/]+\\.ts$|web/|emulators/)' },
    },
    {
      name: 'ground-modules-stand-alone',
      severity: 'error',
      comment:
        'customers, addresses, sign-in, catalog, stock and pricing stand on the ground: cart and ordering stand on them.',
      from: { path: '^server/modules/(customers|addresses|sign-in|catalog|stock|pricing)/' },
      to: {
        path: '^server/modules/(cart|ordering|payment|fulfilment|aftersales)/',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'decisions-do-no-io',
      severity: 'error',
      comment:
        'A *.decide.ts reads nothing, writes nothing and asks no clock: hand it what it needs, and let the shell act.',
      from: { path: '\\.decide\\.ts$' },
      to: {
        path: '(\\.sql\\.ts$|^server/platform/|^node:|^(fs|http|https|net|child_process|crypto)$|node_modules/pg)',
      },
    },
    {
      name: 'pages-use-the-shop-they-are-given',
      severity: 'error',
      comment:
        'Pages get the Shop with each request and call it. They import types, and what is pure: the kernel and pricing. Anything else would be bundled and started twice.',
      // A test may compare a page with what the server says.
      from: { path: '^web/src/', pathNot: '\\.test\\.ts$' },
      to: { path: '^server/(?!kernel/|modules/pricing/)', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'emulators-stay-outside',
      severity: 'error',
      comment:
        'Emulators are other people’s services: they know nothing of ours, and only the wiring and tests know them.',
      from: { path: '^emulators/' },
      to: { path: '^server/' },
    },
    {
      name: 'no-test-code-in-the-program',
      severity: 'error',
      comment: 'What both need belongs in a room of the program.',
      from: { path: '^(server|web|emulators)/', pathNot: '\\.test\\.ts$' },
      to: { path: '^(test/|bench/)|\\.test\\.ts$' },
    },
    {
      name: 'no-unresolvable',
      severity: 'error',
      comment: 'The file is missing, or its name is misspelt.',
      from: { path: '^(server|emulators|test|bench)/' },
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^web/(build|\\.svelte-kit)|/words/compiled/)' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
