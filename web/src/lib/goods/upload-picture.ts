/** What the shop said of a picture that was sent to it. */
export type UploadAnswer =
  | { readonly ok: true; readonly key: string; readonly url: string }
  | { readonly ok: false; readonly title: string; readonly text?: string };

/** Sends one picture. `offline`: what to say where no answer comes. */
export async function uploadPicture(file: File, isSquare: boolean, offline: string): Promise<UploadAnswer> {
  const form = new FormData();
  form.set('file', file);
  try {
    const answer = await fetch(`/api/v1/staff/media${isSquare ? '?crop=square' : ''}`, {
      method: 'POST',
      body: form,
      headers: { 'accept-language': document.documentElement.lang },
    });
    const body = (await answer.json()) as Record<string, string>;
    return answer.ok
      ? { ok: true, key: body['key']!, url: body['url']! }
      : {
          ok: false,
          title: body['title'] ?? String(answer.status),
          ...(body['detail'] && { text: body['detail'] }),
        };
  } catch {
    return { ok: false, title: offline };
  }
}
