import type { FastifyReply } from 'fastify';
import type { Readable } from 'node:stream';

export type SentFile = {
  readonly name: string;
  readonly mediaType: string;
  /** Left out where nobody knows before it is made. */
  readonly bytes?: number;
  readonly content: Readable;
};

/** Bytes as they come, always to be kept and never shown: nothing in them may run as a page of the shop. */
export function sendFile(reply: FastifyReply, { name, mediaType, bytes, content }: SentFile): FastifyReply {
  const plain = name.replaceAll(/[^\w.-]/g, '_');
  if (bytes !== undefined) reply.header('content-length', bytes);
  return reply
    .type(mediaType)
    .header(
      'content-disposition',
      `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(name)}`,
    )
    .send(content);
}
