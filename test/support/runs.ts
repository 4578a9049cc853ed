/**
 * The number of runs of properties. `AKM_TEST_RUNS` multiplies all counts: 10 for a long search, 0.1 for a quick look.
 *
 * Each property states the runs that find its fault with near certainty. These are the runs without the variable.
 */

const FACTOR = Number(process.env.AKM_TEST_RUNS ?? 1);

if (!(FACTOR > 0)) throw new Error(`AKM_TEST_RUNS: expected a number above 0, found ${process.env.AKM_TEST_RUNS}`);

/** The runs of a property that is usually tried `count` times. */
export function runs(count: number): number {
  return Math.max(1, Math.round(count * FACTOR));
}
