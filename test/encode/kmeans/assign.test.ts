import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Assigner, makeAssigner } from '../../../src/encode/kmeans/assign.js';
import { createRandom } from '../../../src/encode/kmeans/random.js';
import { describeBothWays } from '../../support/kernel-ways.js';
import { runs } from '../../support/runs.js';
import { PlainAssigner } from './reference/assign.js';

/** Points and centres on a lattice, so that distances are often equal, or slightly beside it. */
function makeCase(n: number, k: number, spread: number, isExact: boolean, seed: number) {
  const source = createRandom(seed);
  const random = () => source.nextUnit();
  const number = () => Math.floor(random() * spread) + (isExact ? 0 : random());
  return {
    points: Float64Array.from({ length: n * 4 }, number),
    centres: Float64Array.from({ length: k * 4 }, number),
    move: () => (random() < 0.7 ? 0 : (random() - 0.5) * (isExact ? 0 : spread * 0.2) + (random() < 0.1 ? 3 : 0)),
    hints: Uint16Array.from({ length: n }, () => Math.floor(random() * k)),
  };
}

function stateOf({ labels, upper, lower }: Assigner): number[][] {
  return [[...labels], [...upper], [...lower]];
}

const anyCase = fc.record({
  n: fc.integer({ min: 0, max: 300 }),
  // With more than 33 centres, a list does not hold all other centres.
  k: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 30, max: 90 })),
  spread: fc.constantFrom(2, 6, 256),
  isExact: fc.boolean(),
  hasHints: fc.boolean(),
  seed: fc.nat(),
});

describeBothWays('the assigner', () => {
  it('gives the labels and bounds that the reference gives, to the last bit, while centres move', () => {
    fc.assert(
      fc.property(anyCase, ({ n, k, spread, isExact, hasHints, seed }) => {
        const { points, centres, move, hints } = makeCase(n, k, spread, isExact, seed);
        const kernel = makeAssigner(points, k, hasHints ? hints : undefined);
        const plain = new PlainAssigner(points, k, hasHints ? hints : undefined);
        for (let round = 0; round < 6; round++) {
          if (round === 4) for (const assigner of [kernel, plain]) assigner.forget();
          expect(kernel.assign(centres)).toBe(plain.assign(centres));
          expect(stateOf(kernel)).toEqual(stateOf(plain));
          for (let i = 0; i < centres.length; i++) centres[i] += move();
        }
      }),
      { numRuns: runs(200) },
    );
  });

  it('gives them for more points than a call of the kernel takes, and for many centres', () => {
    const { points, centres, move } = makeCase(9001, 600, 256, false, 5);
    const [kernel, plain] = [makeAssigner(points, 600), new PlainAssigner(points, 600)];
    for (let round = 0; round < 4; round++) {
      expect(kernel.assign(centres)).toBe(plain.assign(centres));
      expect(stateOf(kernel)).toEqual(stateOf(plain));
      for (let i = 0; i < centres.length; i++) centres[i] += move();
    }
  });
});
