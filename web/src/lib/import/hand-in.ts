/** How a file was taken: its check has begun, or why not, in the shop's words; undefined where no answer came. */
export type HandedIn = { readonly id: string } | { readonly refusal: string } | undefined;

/** Sends a file, however large the shop takes it, and tells how much of it is there: from 0 to 1. */
export function handIn(matter: string, file: File, onprogress: (part: number) => void): Promise<HandedIn> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open('POST', `/api/v1/staff/${matter}-imports`);
    request.responseType = 'json';
    request.setRequestHeader('accept-language', document.documentElement.lang);
    request.upload.addEventListener('progress', ({ loaded, total }) =>
      onprogress(total > 0 ? loaded / total : 0),
    );
    request.addEventListener('load', () => {
      const answer = request.response as { id?: string; detail?: string } | null;
      if (request.status === 202 && answer?.id !== undefined) resolve({ id: answer.id });
      else resolve(answer?.detail === undefined ? undefined : { refusal: answer.detail });
    });
    request.addEventListener('error', () => resolve(undefined));
    const form = new FormData();
    form.set('file', file);
    request.send(form);
  });
}
