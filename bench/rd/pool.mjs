/** A few threads that work through a list of tasks. */

import { Worker } from 'node:worker_threads';

/**
 * Runs all tasks, each on the next free thread.
 *
 * @template Task
 * @param {readonly Task[]} tasks
 * @param {{ jobs: number, workerData: object, onDone: (done: number, task: Task, message: any) => void }} options
 * @returns {Promise<any[]>} the threads' answers, in the order of the tasks
 */
export async function runTasks(tasks, { jobs, workerData, onDone }) {
  const answers = new Array(tasks.length);
  let next = 0;
  let done = 0;
  const workThrough = async () => {
    const worker = new Worker(new URL('./worker.mjs', import.meta.url), { workerData });
    try {
      while (next < tasks.length) {
        const index = next++;
        answers[index] = await ask(worker, tasks[index]);
        onDone(++done, tasks[index], answers[index]);
      }
    } catch (error) {
      next = tasks.length;
      throw error;
    } finally {
      await worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: Math.min(jobs, tasks.length) }, workThrough));
  return answers;
}

function ask(worker, task) {
  return new Promise((resolve, reject) => {
    worker.once('error', reject);
    worker.once('message', (message) => {
      worker.off('error', reject);
      resolve(message);
    });
    worker.postMessage(task);
  });
}
