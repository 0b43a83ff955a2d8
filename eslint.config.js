import svelte from 'eslint-plugin-svelte';
import tseslint from 'typescript-eslint';

/** Calls that are banned in modules, each with what to use instead. */
const BANNED_IN_MODULES = [
  {
    selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
    message: 'Take a Clock: a test must be able to say what time it is.',
  },
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: 'Take a Clock: a test must be able to say what time it is.',
  },
  {
    selector: "CallExpression[callee.object.name='Math'][callee.property.name='random']",
    message: 'Use node:crypto or kernel/ids.ts: what can be guessed will be.',
  },
  {
    selector: "CallExpression[callee.name='parseFloat']",
    message: 'Money is an integer count of fen; nothing here is a float.',
  },
];

export default tseslint.config(
  {
    ignores: [
      'node_modules/',
      'data/',
      'web/build/',
      'web/.svelte-kit/',
      'web/src/lib/words/compiled/',
      'test-results/',
    ],
  },
  ...tseslint.configs.strict,
  ...svelte.configs.recommended,
  {
    files: ['**/*.ts', '**/*.svelte'],
    rules: {
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      // `map.get(key)!` after the key was put in reads better than a branch that cannot happen.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-dynamic-delete': 'off',
      'no-console': ['error', { allow: ['error'] }],
      // `== null` asks for null and undefined at once.
      eqeqeq: ['error', 'always', { null: 'ignore' }],
    },
  },
  {
    files: ['server/**/*.ts', 'emulators/**/*.ts'],
    ignores: ['**/*.test.ts'],
    languageOptions: { parserOptions: { project: './tsconfig.json' } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      'max-lines': ['error', { max: 300 }],
      'max-lines-per-function': ['error', { max: 60, skipComments: true, skipBlankLines: true }],
    },
  },
  {
    files: ['server/modules/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: { 'no-restricted-syntax': ['error', ...BANNED_IN_MODULES] },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: tseslint.parser, extraFileExtensions: ['.svelte'] } },
    rules: {
      // The compiler resolves addresses at build time only for fixed routes; ours come from data.
      'svelte/no-navigation-without-resolve': 'off',
    },
  },
  // SvelteKit 3 hands the error to its page as a prop, which the plugin does not know yet.
  { files: ['**/+error.svelte'], rules: { 'svelte/valid-prop-names-in-kit-pages': 'off' } },
  { files: ['bin/**', 'bench/**', 'test/**', 'web/*.test.ts', '**/*.mjs'], rules: { 'no-console': 'off' } },
);
