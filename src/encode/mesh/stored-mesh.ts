/** A mesh in the form in which a file stores it. */

import { bandAt, type Layout } from '../../codec/layout.js';
import { makeLattice } from '../../codec/mesh.js';
import { type BandMesh, restoreMesh } from '../../codec/mesh-values.js';
import type { MeshShape } from '../../format/header.js';

/** A mesh as it is stored. */
export interface StoredMesh {
  readonly shape: MeshShape;
  readonly hasAlpha: boolean;
  /** One a band, see `writeMesh`; empty if the band has no mesh block. */
  readonly stored: readonly Uint8Array[];
}

/** The mesh of a band as a decoder restores it; undefined if the band has none. */
export function restoreStoredMesh(
  layout: Layout,
  index: number,
  { shape, stored, hasAlpha }: StoredMesh,
): BandMesh | undefined {
  if (stored[index].length === 0) return undefined;
  const lattice = makeLattice(layout, bandAt(layout, index), shape);
  const values = restoreMesh(stored[index], lattice, shape, hasAlpha);
  if (typeof values === 'string') throw new Error(`the mesh of band ${index} can't be restored: ${values}`);
  return { lattice, values };
}
