/** A worker thread that does the encoder's tasks. An entry point, not to be imported. */

import { performTask, type TaskInput, type TaskName } from '../encode/tasks.js';
import { serveJobs } from './thread.js';

serveJobs(({ name, input }: { name: TaskName; input: TaskInput<TaskName> }) => performTask(name, input));
