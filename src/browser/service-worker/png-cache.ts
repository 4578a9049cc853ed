/** A cache of PNGs, for files that have not changed since. */

const CACHE = 'akm-png-1';
/** Maximum number of pictures; the oldest is removed first. */
const MAX_ENTRIES = 100;
/** Header that identifies the version of the file; kept with the PNG. */
const VALIDATOR = 'x-akm-of';

/** ETag, or date with length; undefined when the response has neither, and then nothing is cached. */
function describeVersion({ headers }: Response): string | undefined {
  const date = headers.get('last-modified');
  return headers.get('etag') ?? (date === null ? undefined : `${date}; ${headers.get('content-length')}`);
}

/** The PNG made of the same version of the file as in this response. The response's body is not read. */
export async function findConverted(url: string, answer: Response): Promise<Response | undefined> {
  const version = describeVersion(answer);
  if (version === undefined) return undefined;
  const found = await (await caches.open(CACHE)).match(url);
  return found?.headers.get(VALIDATOR) === version ? found : undefined;
}

/** Caches a PNG. Lack of room is not an error. */
export async function keepConverted(url: string, answer: Response, converted: Response): Promise<void> {
  const version = describeVersion(answer);
  const isPrivate = /no-store/.test(answer.headers.get('cache-control') ?? '');
  if (version === undefined || isPrivate) return;
  const kept = converted.clone();
  const headers = new Headers(kept.headers);
  headers.set(VALIDATOR, version);
  // A cache rejects responses with `Vary: *`. The file's version decides here.
  headers.delete('vary');
  try {
    const cache = await caches.open(CACHE);
    await cache.put(url, new Response(kept.body, { headers }));
    const urls = await cache.keys();
    for (const old of urls.slice(0, Math.max(0, urls.length - MAX_ENTRIES))) await cache.delete(old);
  } catch {
    // Over quota: the next request converts again.
  }
}
