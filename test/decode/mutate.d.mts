export function makeRandom(seed: number): (n: number) => number;
export function makeMutant(valid: readonly Uint8Array[], random: (n: number) => number): Uint8Array;
export function fuzz(
  decode: (bytes: Uint8Array) => unknown,
  isExpected: (error: unknown) => boolean,
  valid: readonly Uint8Array[],
  runs: number,
  seed: number,
): Record<string, number>;
