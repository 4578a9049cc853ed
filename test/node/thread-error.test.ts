import { describe, expect, it } from 'vitest';
import { FormatError } from '../../src/error.js';
import { FileError } from '../../src/node/file-error.js';
import { packError, unpackError } from '../../src/node/thread-error.js';

/** The error as it arrives from a thread. */
const send = (error: unknown) => unpackError(structuredClone(packError(error)));

describe('an error that comes from a thread', () => {
  it('keeps its class and all of its fields, if it is an AkmError', () => {
    const sent = send(new FormatError('crc', 'table', 12, 'wrong'));
    expect(sent).toBeInstanceOf(FormatError);
    expect(sent).toMatchObject({ name: 'FormatError', code: 'crc', section: 'table', offset: 12 });
    const file = send(new FileError('x.png', 'enoent', 'no such file', new Error('cause')));
    expect(file).toBeInstanceOf(FileError);
    expect(file).toMatchObject({ code: 'enoent', cause: { message: 'cause' } });
  });

  it("keeps the system's reason: akm study once called too many open files a bug", () => {
    const refused = Object.assign(new Error('EMFILE: too many open files'), { code: 'EMFILE', syscall: 'open' });
    const sent = send(refused);
    expect(sent.constructor).toBe(Error);
    expect(sent).toMatchObject({ message: 'EMFILE: too many open files', code: 'EMFILE', syscall: 'open' });
  });

  it('is a plain Error otherwise', () => {
    expect(Object.keys(send(new TypeError('a bug')))).toEqual([]);
    expect(send('a text').message).toBe('a text');
  });
});
