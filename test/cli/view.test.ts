/** `akm view` as a process. Needs the build. */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { requireBuild } from '../support/build.js';

requireBuild();

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const SAMPLE = fileURLToPath(new URL('../../samples/icon.png', import.meta.url));

async function firstLine(child: ChildProcess): Promise<string> {
  const [text] = (await once(child.stdout!, 'data')) as [Buffer];
  return text.toString().split('\n')[0];
}

describe('akm view', () => {
  it('prints its address, serves the page and the picture, and stops on Ctrl-C as all commands do', async () => {
    const child = spawn(process.execPath, [MAIN, 'view', SAMPLE]);
    const url = await firstLine(child);
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
    expect(await (await fetch(url)).text()).toContain('<title>akm studio</title>');
    expect(await (await fetch(`${url}files.json`)).json()).toEqual([{ name: 'icon.png', url: 'files/0' }]);
    const ended = once(child, 'exit');
    child.kill('SIGINT');
    expect(await ended).toEqual([null, 'SIGINT']);
    await expect(fetch(url)).rejects.toThrow();
  });

  it('prints everything that a script needs with --json', async () => {
    const child = spawn(process.execPath, [MAIN, 'view', '--json', '-q']);
    const said = JSON.parse(await firstLine(child));
    expect(said).toEqual({ status: 'serving', url: expect.stringMatching(/^http:/), files: [] });
    const ended = once(child, 'exit');
    child.kill('SIGINT');
    await ended;
  });

  it('fails with a plain message for a missing file or a wrong port', () => {
    const run = (...args: string[]) => spawnSync(process.execPath, [MAIN, 'view', ...args], { encoding: 'utf8' });
    expect(run('nowhere.png')).toMatchObject({
      status: 1,
      stderr: 'akm: nowhere.png: no such file or folder (check the path)\n',
    });
    expect(run('--port', '65536')).toMatchObject({ status: 2, stderr: expect.stringContaining('port: expected') });
    expect(run('--help').stdout).toContain('akm view photo.jpg --open');
  });
});
