/**
 * A worker thread that studies pictures. The steps of a large picture take long, and the main thread must hear Ctrl-C. An
 * entry point, not to be imported.
 */

import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import { loadPageFiles } from '../../apps/study/page-files.js';
import { type FolderPlace, ResultWriter } from '../../apps/study/result-folder.js';
import type { StudyResult } from '../../apps/study/results.js';
import type { ResolvedStudySettings } from '../../apps/study/settings.js';
import { studyPicture } from '../../apps/study/study.js';
import { serveRequests, type ThreadReply } from '../../node/thread.js';
import { PIXELS_IN_FLIGHT_DEFAULT, type ReadingFlags } from '../grammar.js';
import { loadInput, readLoaded } from '../input.js';
import { nameOf } from '../output.js';

/** A picture to read. With `study` it is studied too. */
export interface StudyRequest {
  readonly input: string;
  /** The bytes of standard input. */
  readonly bytes?: Uint8Array | undefined;
  readonly flags: Pick<ReadingFlags, 'maxPixels' | 'maxBytes' | 'strict'>;
  readonly study?: {
    readonly settings: ResolvedStudySettings;
    /** Encodings at a time. Default: by processors and picture. */
    readonly jobs: number | undefined;
    readonly place: FolderPlace;
    /** Comes before the name of each file. */
    readonly prefix: string;
  };
}

/** The result for a picture. */
export interface StudyOutcome {
  /** Sentences on what was changed or ignored when it was read. */
  readonly notes: readonly string[];
  readonly result?: StudyResult;
  /** Files written. */
  readonly files: readonly string[];
}

serveRequests(async ({ input, bytes, flags, study }: StudyRequest, onProgress): Promise<ThreadReply> => {
  const { image, format, fileBytes, icc, notes } = await readLoaded(bytes ?? (await loadInput(input, flags)), flags);
  if (study === undefined) return { output: { notes, files: [] } satisfies StudyOutcome };
  const { settings, place, prefix } = study;
  const writer = new ResultWriter(place);
  const picture = { name: input === '-' ? nameOf(input) : basename(input), image, format, fileBytes, icc };
  const jobs = study.jobs ?? chooseJobs(image.width * image.height);
  const result = await studyPicture(picture, { settings, page: loadPageFiles(), jobs, onProgress }, writer, prefix);
  return { output: { notes, result, files: writer.files } satisfies StudyOutcome };
});

/** As many as there are processors, fewer for large pictures. */
function chooseJobs(pixels: number): number {
  return Math.max(1, Math.min(availableParallelism(), Math.floor(PIXELS_IN_FLIGHT_DEFAULT / pixels)));
}
