import { error } from '@sveltejs/kit';

/**
 * Waits until the whole body is here, so that whoever reads the form afterwards waits for nobody: how large it may be and how
 * long it may take is bounded before (adapter-node, the server's gate). One that is no form becomes the caller's mistake
 * wherever it is read: JSON, a multipart body without its parts, or one that broke off would else count as a fault of ours.
 * Pages that take forms answer other types by themselves already.
 */
export async function awaitForm(request: Request): Promise<void> {
  const type = request.headers.get('content-type') ?? '';
  const read = await awaitBody(request, type);
  request.formData = async () => {
    try {
      return await read();
    } catch (cause) {
      // What is too large says so itself.
      if ((cause as { status?: unknown }).status !== undefined) throw cause;
      error(FORM_TYPES.test(type) ? 400 : 415, 'the body is no form');
    }
  };
}

async function awaitBody(request: Request, type: string): Promise<() => Promise<FormData>> {
  if (request.body === null) return request.formData.bind(request);
  try {
    const body = await request.arrayBuffer();
    return () => new Response(body, { headers: { 'content-type': type } }).formData();
  } catch (cause) {
    return () => Promise.reject(cause as Error);
  }
}

const FORM_TYPES = /^(?:application\/x-www-form-urlencoded|multipart\/form-data)\b/i;
