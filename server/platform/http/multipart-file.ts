import type { MultipartFile } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { InvalidRequest } from './validation.ts';

/** The one file of a multipart body, undefined where it holds none. Throws InvalidRequest where the body is none that can be read. */
export async function findFile(request: FastifyRequest): Promise<MultipartFile | undefined> {
  if (!request.isMultipart()) return undefined;
  try {
    return await request.file();
  } catch (error) {
    throw asCallersFault(error);
  }
}

/** Does something with what a file holds. That its body ends too early, or goes on as none does, is found while it is read. */
export async function whileReading<T>(
  { file }: Pick<MultipartFile, 'file'>,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    // Whoever reads from a stream that is broken may be told another error than the one that broke it.
    throw file.errored === null ? error : asCallersFault(file.errored);
  }
}

/** Limits have a status of their own; all else is what the parser says of a body that is malformed. */
function asCallersFault(error: unknown): unknown {
  if (typeof (error as { statusCode?: unknown }).statusCode === 'number') return error;
  const message = 'is no whole multipart/form-data body';
  return new InvalidRequest(
    [{ instancePath: '', keyword: 'multipart', params: {}, schemaPath: '', message }],
    'body',
  );
}
