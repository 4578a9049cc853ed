/** The command that does the same as the page. */

import type { EncodeOptions } from '../../../encode/index.js';
import { DIALS } from './dials.js';

/** The settings of the dials. An absent setting is left to the encoder. */
export type Settings = Pick<EncodeOptions, (typeof DIALS)[number]['option']>;

/**
 * Drops settings that change nothing. If there are palette sizes, the quality stays: without it, no pixel would be changed to
 * save bits.
 */
export function simplifySettings(settings: Settings): Settings {
  const kept: Record<string, unknown> = {};
  const hasSizes = settings.k1 !== undefined || settings.k2 !== undefined;
  for (const dial of DIALS) {
    const value = settings[dial.option];
    const initial = dial.kind === 'range' || dial.kind === 'choice' ? dial.initial : undefined;
    const isNeeded = hasSizes && dial.option === 'quality';
    if (value !== undefined && value !== false && (value !== initial || isNeeded)) kept[dial.option] = value;
  }
  return kept;
}

/**
 * A line for a POSIX shell.
 *
 * @param picture - the input's name
 * @param map - name of the block map's file, if one was painted
 */
export function writeCommand(picture: string, settings: Settings, map?: string): string {
  const parts = ['akm', 'encode', quote(picture)];
  for (const { option, flag } of DIALS) {
    const value = settings[option];
    if (value === undefined) continue;
    parts.push(flag);
    if (value !== true) parts.push(String(value));
  }
  if (map !== undefined) parts.push('--block-map', quote(map));
  return parts.join(' ');
}

/** Quotes a text as one word. A name that begins like a flag gets a path in front. */
function quote(name: string): string {
  const path = name.startsWith('-') ? `./${name}` : name;
  return /^[\w./@%+=:,-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
