import { error } from '@sveltejs/kit';

/**
 * Makes a body that is no form the caller's mistake, wherever it is read: JSON, a multipart body without its parts, or one
 * that broke off would else count as a fault of ours. Pages that take forms answer other types by themselves already.
 */
export function expectForm(request: Request): void {
  const read = request.formData.bind(request);
  request.formData = async () => {
    try {
      return await read();
    } catch (cause) {
      // What is too large says so itself.
      if ((cause as { status?: unknown }).status !== undefined) throw cause;
      const isForm = FORM_TYPES.test(request.headers.get('content-type') ?? '');
      error(isForm ? 400 : 415, 'the body is no form');
    }
  };
}

const FORM_TYPES = /^(?:application\/x-www-form-urlencoded|multipart\/form-data)\b/i;
