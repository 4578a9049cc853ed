/** A worker thread that does the encoder's tasks. An entry point, not to be imported. */

import { performTask } from '../encode/tasks.js';
import { serveJobs } from './thread.js';

serveJobs(({ name, input }: { name: string; input: unknown }) => performTask(name, input));
