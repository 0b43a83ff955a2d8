import multipart from '@fastify/multipart';
import { Type } from 'typebox';
import { staffOf } from '../../../platform/http/access.ts';
import type { ApiApp } from '../../../platform/http/api.ts';
import { answers, sendRefusal } from '../../../platform/http/answers.ts';
import { refusalsOf } from '../../../platform/http/problem.ts';
import { findFile, whileReading } from '../../../platform/http/multipart-file.ts';
import { general } from '../../../platform/http/problems.ts';
import type { StaffSession } from '../../staff/index.ts';
import { editingProblems } from '../editing/editing.problems.ts';
import { MOST_UPLOAD_BYTES, type UploadPicture } from './upload-picture.ts';

/** Points of work: decoding and scaling takes as long as many pages. */
const UPLOAD_COST = 20;
/** Around the file: boundaries and the heads of parts. */
const ENVELOPE_BYTES = 16 * 1024;

/** POST /staff/media. In a scope of its own: nothing else takes a multipart body. */
export async function mediaRoutes(app: ApiApp, upload: UploadPicture): Promise<void> {
  await app.register(async (scope) => {
    await scope.register(multipart, {
      limits: { files: 1, fields: 0, parts: 1, fileSize: MOST_UPLOAD_BYTES, headerPairs: 20 },
    });
    uploadRoute(scope as unknown as ApiApp, upload);
  });
}

function uploadRoute(app: ApiApp, upload: UploadPicture): void {
  app.post(
    '/staff/media',
    {
      bodyLimit: MOST_UPLOAD_BYTES + ENVELOPE_BYTES,
      schema: {
        tags: ['catalogue'],
        summary: 'Upload a picture, as the one file of a multipart/form-data body',
        description:
          'It is known by its content, made ready in three sizes and encoded anew. Its key is named by a product; one that nothing names is removed after a day.',
        consumes: ['multipart/form-data'],
        querystring: Type.Object(
          { crop: Type.Optional(Type.Enum(['square'], { description: 'Cut to the square in its middle.' })) },
          { additionalProperties: false },
        ),
        response: answers(
          {
            201: Type.Object({
              key: Type.String(),
              url: Type.String(),
              width: Type.Integer({
                description: 'Of the picture as it is kept, in its largest size or less.',
              }),
              height: Type.Integer(),
            }),
          },
          general('no_session', 'bad_origin', 'not_permitted', 'upload_quota_used'),
          refusalsOf(
            editingProblems,
            ...(['picture_missing', 'picture_type_unknown', 'picture_too_large'] as const),
            ...(['picture_too_small', 'picture_unreadable', 'upload_under_way'] as const),
          ),
        ),
      },
      config: { access: { staff: 'products:change' }, cost: UPLOAD_COST },
    },
    async (request, reply) => {
      const file = await findFile(request);
      if (file === undefined) return sendRefusal(reply, { code: 'picture_missing' });
      const bytes = await whileReading(file, () => file.toBuffer());
      const options = { isSquare: request.query.crop === 'square' };
      const outcome = await upload(staffOf<StaffSession>(request), bytes, options);
      if (!outcome.ok) return sendRefusal(reply, outcome.error);
      const { key, image } = outcome.value;
      return reply.code(201).send({ key, url: image.url, width: image.width, height: image.height });
    },
  );
}
