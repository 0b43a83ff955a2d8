/** Plays the person at the provider's page: agrees as somebody, or denies. Answers what the browser comes back with. */
export async function playPerson(url: string, person: string): Promise<URLSearchParams> {
  const response = await fetch(url, {
    method: 'POST',
    body: new URLSearchParams({ person }),
    redirect: 'manual',
  });
  const back = response.headers.get('location');
  if (back === null) throw new Error(`nobody was sent back: ${await response.text()}`);
  return new URL(back).searchParams;
}
