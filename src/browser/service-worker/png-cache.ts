/** PNGs that were made before, for files that have not changed since. */

const CACHE = 'akm-png-1';
/** Pictures that are kept; the oldest goes first. */
const MAX_ENTRIES = 100;
/** What tells a file from a newer one under its URL; kept with the PNG. */
const VALIDATOR = 'x-akm-of';

/** ETag, or date with length; undefined when the answer has neither: then nothing is kept. */
function describeVersion({ headers }: Response): string | undefined {
  const date = headers.get('last-modified');
  return headers.get('etag') ?? (date === null ? undefined : `${date}; ${headers.get('content-length')}`);
}

/** The PNG made of the very file that this answer brings; its body is not looked at. */
export async function findConverted(url: string, answer: Response): Promise<Response | undefined> {
  const version = describeVersion(answer);
  if (version === undefined) return undefined;
  const found = await (await caches.open(CACHE)).match(url);
  return found?.headers.get(VALIDATOR) === version ? found : undefined;
}

/** Keeps a PNG for the next time. That there is no room for it is no fault. */
export async function keepConverted(url: string, answer: Response, converted: Response): Promise<void> {
  const version = describeVersion(answer);
  const isPrivate = /no-store/.test(answer.headers.get('cache-control') ?? '');
  if (version === undefined || isPrivate) return;
  const kept = converted.clone();
  const headers = new Headers(kept.headers);
  headers.set(VALIDATOR, version);
  // A cache refuses answers that vary by everything; the file's own version decides here.
  headers.delete('vary');
  try {
    const cache = await caches.open(CACHE);
    await cache.put(url, new Response(kept.body, { headers }));
    const urls = await cache.keys();
    for (const old of urls.slice(0, Math.max(0, urls.length - MAX_ENTRIES))) await cache.delete(old);
  } catch {
    // Out of quota: the next one converts again.
  }
}
