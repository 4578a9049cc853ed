/** The script of the page: encodes the set and shows the files, in base64. */

import { encode } from '../../dist/encode/index.js';
import { encodeSet } from './encode-set.mjs';

const toBase64 = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));

const element = document.createElement('pre');
const files = [...encodeSet(window.CASES)].map(({ image, options }) => toBase64(encode(image, options)));
element.textContent = files.join(' ');
document.body.append(element);
