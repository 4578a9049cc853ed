import { describe, expect, it } from 'vitest';
import { planCells, resolveStudySettings } from '../../../src/apps/study/settings.js';
import { OptionError } from '../../../src/error.js';

describe('the plan of a study', () => {
  it('has the cells of the study, and those for a comparison at equal bytes', () => {
    const ids = planCells(resolveStudySettings()).map(({ id }) => id);
    const enhanced = ['eigen', 'variance', 'gradient'].flatMap((name) => [32, 64, 128].map((k1) => `${name}-${k1}`));
    const regular = [32, 64, 128, 256, 512].map((size) => `regular-${size}`);
    expect(ids).toEqual([...regular, ...enhanced, ...[40, 55, 75, 85, 100].map((quality) => `akm-q${quality}`)]);
  });

  it('names each cell once, for any settings', () => {
    const settings = resolveStudySettings({ k1: [4096, 8, 8], k2: 4096, qualities: [1] });
    expect(settings.k1).toEqual([8, 4096]);
    const ids = planCells(settings).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => id.startsWith('regular'))).toEqual(['regular-8', 'regular-4096']);
  });

  it.each([
    [{ k1: [] }, 'k1'],
    [{ k1: [0] }, 'k1'],
    [{ k1: [5000] }, 'k1'],
    [{ k1: Array.from({ length: 17 }, (_, i) => i + 1) }, 'k1'],
    [{ k2: 0 }, 'k2'],
    [{ block: 5 }, 'block'],
    [{ effort: 10 }, 'effort'],
    [{ qualities: [101] }, 'qualities'],
  ])('refuses %j', (settings, option) => {
    expect(() => resolveStudySettings(settings)).toThrow(expect.objectContaining({ option }));
    expect(() => resolveStudySettings(settings)).toThrow(OptionError);
  });
});
