import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadBytes, loadBytesAsync } from '../../src/node/load.js';

let folder: string;
const at = (name: string) => join(folder, name);
const isWindows = process.platform === 'win32';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'akm-load-'));
  writeFileSync(at('ten'), '0123456789');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each([
  ['loadBytes', async (...args: Parameters<typeof loadBytes>) => loadBytes(...args)],
  ['loadBytesAsync', loadBytesAsync],
])('%s', (_, load) => {
  const text = async (path: string, maxBytes?: number) => Buffer.from(await load(path, { maxBytes })).toString();

  it('reads a file of exactly the limit, and refuses one byte more', async () => {
    expect(await text(at('ten'))).toBe('0123456789');
    expect(await text(at('ten'), 10)).toBe('0123456789');
    await expect(load(at('ten'), { maxBytes: 9 })).rejects.toMatchObject({
      name: 'LimitError',
      limit: 'maxBytes',
      allowed: 9,
      actual: 10,
      message: `${at('ten')}: bytes of the file: 10 is over the limit of 9 (option maxBytes)`,
    });
  });

  it('refuses a file over the default limit before it reads any of it', async () => {
    writeFileSync(at('huge'), '');
    truncateSync(at('huge'), 2 ** 40);
    const before = process.memoryUsage().rss;
    await expect(load(at('huge'))).rejects.toMatchObject({ limit: 'maxBytes', allowed: 2 ** 30, actual: 2 ** 40 });
    expect(process.memoryUsage().rss - before).toBeLessThan(2 ** 24);
    rmSync(at('huge'));
  });

  it.skipIf(isWindows)('counts the bytes of a device, which has no size and no end', async () => {
    await expect(load('/dev/zero', { maxBytes: 1e6 })).rejects.toMatchObject({
      limit: 'maxBytes',
      message: expect.stringMatching(/^\/dev\/zero: bytes read so far: \d+ is over the limit of 1000000 /),
    });
    expect(await text('/dev/null')).toBe('');
  });

  it.skipIf(process.platform !== 'linux')('reads files with a stated size of 0, such as those of /proc', async () => {
    expect(await text('/proc/self/status')).toContain('VmHWM');
  });

  it('says what is wrong with a path or a limit', async () => {
    await expect(load(at('none'))).rejects.toThrow(`${at('none')}: no such file or folder`);
    await expect(load(folder)).rejects.toMatchObject({ name: 'FileError', code: 'eisdir' });
    for (const maxBytes of [0, -1, 1.5, Number.NaN, 2 ** 33]) {
      await expect(load(at('ten'), { maxBytes })).rejects.toMatchObject({ name: 'OptionError', option: 'maxBytes' });
    }
  });
});

describe.skipIf(isWindows)('loadBytesAsync of a named pipe', () => {
  beforeAll(() => void spawnSync('mkfifo', [at('fifo')]));

  it('waits for a writer, and reads all of its data', async () => {
    const loaded = loadBytesAsync(at('fifo'));
    await writeFile(at('fifo'), Buffer.alloc(3e6, 'x'));
    expect(Buffer.from(await loaded).equals(Buffer.alloc(3e6, 'x'))).toBe(true);
  });

  it('stops at the limit', async () => {
    const loaded = loadBytesAsync(at('fifo'), { maxBytes: 1e5 });
    const written = writeFile(at('fifo'), Buffer.alloc(3e6)).catch((error) => error.code);
    await expect(loaded).rejects.toMatchObject({ limit: 'maxBytes' });
    expect(await written).toBe('EPIPE');
  });

  it('gives no bytes when the writer wrote none', async () => {
    const loaded = loadBytesAsync(at('fifo'));
    await writeFile(at('fifo'), '');
    expect(await loaded).toHaveLength(0);
  });
});
