import { expect, test } from 'vitest';
import { errorWithoutQueries } from './logger.ts';

test('an error is told without what an address names after its path', () => {
  const error = new Error('already sent in "/api/v1/privacy/exports/x?token=SECRET&x=1" (HEAD)? Look there.');
  const told = errorWithoutQueries(error);
  expect(told).toMatchObject({
    type: 'Error',
    message: 'already sent in "/api/v1/privacy/exports/x?…" (HEAD)? Look there.',
  });
  expect(JSON.stringify(told)).not.toContain('SECRET');
});
