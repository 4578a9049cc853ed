/** A worker thread that performs the encoder's tasks. An entry point, not to be imported. */

import { performTask } from '../encode/tasks.js';
import { serveRequests } from './thread.js';

serveRequests(({ name, input }: { name: string; input: unknown }) => performTask(name, input));
