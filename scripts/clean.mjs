// Removes the build folder, so that no file of a renamed module outlives its source.
import { rmSync } from 'node:fs';

rmSync(new URL('../dist', import.meta.url), { recursive: true, force: true });
