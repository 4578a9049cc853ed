/**
 * "akm/service-worker": shows AKM files in `<img src="x.akm">`, `<picture>` and CSS backgrounds, as PNGs that it makes.
 *
 * @module akm/service-worker
 */

import type { StreamLimits } from '../stream/decode-stream.js';
import { convertAnswer } from './convert.js';
import { findConverted, keepConverted } from './png-cache.js';

export type { StreamLimits } from '../stream/decode-stream.js';

/** The used part of a service worker's `FetchEvent`. */
export interface FetchEventLike extends Event {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}

/** The used part of `ServiceWorkerGlobalScope`. */
export interface ServiceWorkerLike {
  addEventListener(type: 'fetch', listener: (event: FetchEventLike) => void): void;
}

/** Which requests are answered, and the limits of a file. */
export interface ServeOptions extends Partial<StreamLimits> {
  /** Whether a picture that a page asks for may be an AKM file. Default: its path ends in `.akm`. */
  readonly isAkm?: (url: URL) => boolean;
}

export const SERVE_DEFAULTS = Object.freeze({
  maxBytes: 64 * 1024 * 1024,
  maxPixels: 1 << 26,
  isAkm: (url: URL): boolean => url.pathname.endsWith('.akm'),
});

/**
 * Answers requests for AKM pictures with PNGs, so that `<img>` and CSS show them.
 *
 * Other requests are not changed, such as those of `fetch` and of `<akm-image>`.
 *
 * @param worker - `self` in a service worker
 * @param options - limits, and which URLs are AKM files
 *
 * @example
 * ```ts
 * // service-worker.js; register it with { type: 'module' }
 * import { serveAkm } from 'akm/service-worker';
 *
 * serveAkm(self, { maxBytes: 10_000_000 });
 * ```
 */
export function serveAkm(worker: ServiceWorkerLike, options: ServeOptions = {}): void {
  const resolved = { ...SERVE_DEFAULTS, ...options };
  worker.addEventListener('fetch', (event) => {
    const { request } = event;
    if (request.method !== 'GET' || request.destination !== 'image' || !resolved.isAkm(new URL(request.url))) return;
    event.respondWith(answerRequest(request, resolved));
  });
}

/**
 * Answers one request for a picture. The answer is a PNG if the file is an AKM file that can be decoded. Otherwise it is the
 * original response.
 *
 * @throws what `fetch` throws when there is no network
 *
 * @example
 * ```ts
 * import { answerRequest, type FetchEventLike, SERVE_DEFAULTS } from 'akm/service-worker';
 *
 * addEventListener('fetch', (event) => {
 *   const fetching = event as FetchEventLike;
 *   if (fetching.request.destination === 'image') fetching.respondWith(answerRequest(fetching.request, SERVE_DEFAULTS));
 * });
 * ```
 */
export async function answerRequest(request: Request, limits: StreamLimits): Promise<Response> {
  // A range of a file can't be decoded. And pages request pictures in a mode that hides the bytes of other hosts.
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
    // The page gets the original response, and reports that it can't show it.
    return original;
  }
}

/** Requests in a mode in which the bytes can be read. If a host forbids that, the page's own request is repeated. */
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
