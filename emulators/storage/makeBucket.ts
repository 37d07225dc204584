/** A bucket that is there afterwards, whoever made it. */
export async function makeBucket(url: string, name: string): Promise<void> {
  const { status } = await fetch(`${url}/storage/v1/b?project=local`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name }),
  })
  if (status !== 200 && status !== 409) throw new Error(`bucket ${name}: status ${status}`)
}
