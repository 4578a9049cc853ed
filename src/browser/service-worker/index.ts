/**
 * "akm/service-worker": lets `<img src="x.akm">`, `<picture>` and CSS backgrounds show AKM files, as PNGs made on the way.
 *
 * In a service worker of your own: `import { serveAkm } from 'akm/service-worker'; serveAkm(self);`
 */

import type { StreamLimits } from '../stream/decode-stream.js';
import { convertAnswer } from './convert.js';
import { findConverted, keepConverted } from './png-cache.js';

/** The part of a service worker's `FetchEvent` that is used here. */
export interface FetchEventLike extends Event {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}

/** The part of `ServiceWorkerGlobalScope` that is used here. */
export interface ServiceWorkerLike {
  addEventListener(type: 'fetch', listener: (event: FetchEventLike) => void): void;
}

/** Which requests are answered, and what a file may cost. */
export interface ServeOptions extends Partial<StreamLimits> {
  /** Whether a picture that a page asks for may be an AKM file. Default: its path ends in `.akm`. */
  readonly isAkm?: (url: URL) => boolean;
}

export const SERVE_DEFAULTS = Object.freeze({
  maxBytes: 64 * 1024 * 1024,
  maxPixels: 1 << 26,
  isAkm: (url: URL): boolean => url.pathname.endsWith('.akm'),
});

/** Listens for requests of pictures. All other requests, such as `fetch` and those of `<akm-image>`, are left alone. */
export function serveAkm(worker: ServiceWorkerLike, options: ServeOptions = {}): void {
  const resolved = { ...SERVE_DEFAULTS, ...options };
  worker.addEventListener('fetch', (event) => {
    const { request } = event;
    if (request.method !== 'GET' || request.destination !== 'image' || !resolved.isAkm(new URL(request.url))) return;
    event.respondWith(answerRequest(request, resolved));
  });
}

/**
 * Answers a request for a picture: with a PNG where the answer is an AKM file that can be decoded, else with what came.
 *
 * @throws what `fetch` throws: no network
 */
export async function answerRequest(request: Request, limits: StreamLimits): Promise<Response> {
  // A part of a file can't be decoded; and a page's pictures are asked for in a way that hides the bytes of other hosts.
  const headers = new Headers(request.headers);
  headers.delete('range');
  const answer = await fetchReadable(request, headers);
  if (!answer.ok || answer.type === 'opaque') return answer;
  const found = await findConverted(request.url, answer);
  if (found !== undefined) {
    void answer.body?.cancel();
    return found;
  }
  const original = answer.clone();
  try {
    const converted = await convertAnswer(answer, limits);
    await keepConverted(request.url, answer, converted);
    void original.body?.cancel();
    return converted;
  } catch {
    // The page gets what is there, and says itself that it can't show it.
    return original;
  }
}

/** Asks so that the bytes can be read; a host that does not allow that is asked as the page did. */
async function fetchReadable(request: Request, headers: Headers): Promise<Response> {
  const { url, credentials, cache, redirect, referrer, referrerPolicy, signal } = request;
  const options = { headers, credentials, cache, redirect, referrer, referrerPolicy, signal };
  const isOwn = new URL(url).origin === location.origin;
  if (isOwn || request.mode === 'cors') return fetch(url, { ...options, mode: 'cors' });
  try {
    return await fetch(url, { ...options, mode: 'cors', credentials: 'omit' });
  } catch {
    return fetch(request);
  }
}
