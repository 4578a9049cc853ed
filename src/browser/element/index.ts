/**
 * "akm/element": defines the element `<akm-image>`, unless it is already defined.
 *
 * @module akm/element
 */

import { AkmImage } from './akm-image.js';

export { AkmError } from '../../error.js';
export { AkmImage, ELEMENT_DEFAULTS } from './akm-image.js';

declare global {
  interface HTMLElementTagNameMap {
    'akm-image': AkmImage;
  }
}

if (globalThis.customElements !== undefined && customElements.get('akm-image') === undefined) {
  customElements.define('akm-image', AkmImage);
}
