import type { Arbitrary } from 'fast-check';

/** What a mutant is made of. */
export interface Mutant {
  readonly picture?: object;
  readonly vector?: number;
  readonly damages: readonly object[];
}

export function mutants(vectorCount: number): Arbitrary<Mutant>;
export function wholePictures(): Arbitrary<Mutant>;
export function mutantBytes(mutant: Mutant, vectors: readonly Uint8Array[]): Uint8Array;
