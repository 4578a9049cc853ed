/** The methods that a study compares: a table, one row a method. */

import type { ClassifierName } from '../encode/index.js';

/** One line in the charts, one row in the tables. */
export interface Method {
  readonly id: MethodId;
  /** Heading. */
  readonly name: string;
  /** In charts, where room is scarce. */
  readonly shortName: string;
  /** In the middle of a sentence. */
  readonly phrase: string;
  /** One sentence for people. */
  readonly about: string;
  readonly classify: ClassifierName;
}

export type MethodId = 'regular' | 'eigen' | 'variance' | 'gradient' | 'akm';

/** In the order of the tables. */
export const METHODS: readonly Method[] = [
  {
    id: 'regular',
    name: 'Regular k-means',
    shortName: 'regular',
    phrase: 'regular k-means',
    about: 'One palette of K colours for the whole picture.',
    classify: 'none',
  },
  {
    id: 'eigen',
    name: 'Eigenvalue-enhanced',
    shortName: 'eigen',
    phrase: 'eigenvalue-enhanced compression',
    about:
      'Blocks are told apart by the mean eigenvalue of their colour covariance: k1 colours below the median, k2 above.',
    classify: 'eigen',
  },
  {
    id: 'variance',
    name: 'Variance-enhanced',
    shortName: 'variance',
    phrase: 'variance-enhanced compression',
    about: 'Blocks are told apart by their variance.',
    classify: 'variance',
  },
  {
    id: 'gradient',
    name: 'Gradient-enhanced',
    shortName: 'gradient',
    phrase: 'gradient-enhanced compression',
    about: 'Blocks are told apart by their gradient.',
    classify: 'gradient',
  },
  {
    id: 'akm',
    name: 'akm at its defaults',
    shortName: 'akm defaults',
    phrase: 'akm at its defaults',
    about: 'The encoder left alone but for its quality, which sets palettes, matching and smoothing.',
    classify: 'codebook',
  },
];

/** The methods that part blocks and are tried at every k1. */
export const ENHANCED_METHODS: readonly Method[] = METHODS.filter(({ id }) => id !== 'regular' && id !== 'akm');

/** The row of a method. */
export function methodOf(id: MethodId): Method {
  return METHODS.find((method) => method.id === id)!;
}
