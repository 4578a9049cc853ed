/** The style sheet that makes a box of any kind behave as a picture's does. */

/** What decides the box. */
export interface Box {
  /** Attributes `width` and `height`, as written. */
  readonly widthAttribute: string | null;
  readonly heightAttribute: string | null;
  /** Of the picture, in pixels; 0 as long as they are not known. */
  readonly naturalWidth: number;
  readonly naturalHeight: number;
  /** The picture failed: its text takes its place. */
  readonly isBroken: boolean;
}

/** A number of pixels, or a share in percent, as HTML reads them from an attribute; undefined when there is none. */
function parseDimension(attribute: string | null): string | undefined {
  return /^\s*(\d+(?:\.\d+)?%?)/.exec(attribute ?? '')?.[1];
}

function toLength(dimension: string | undefined): string | undefined {
  return dimension?.replace(/\d$/, '$&px');
}

/**
 * The rules for the shadow tree; any rule of the page goes before those for `:host`.
 *
 * Size containment with a size of its own gives the box a natural size that does not depend on the room there is;
 * `overflow` puts its lower edge on the baseline and lets it be smaller than natural.
 */
export function describeLayout(box: Box): string {
  const { naturalWidth, naturalHeight, isBroken } = box;
  const width = parseDimension(box.widthAttribute);
  const height = parseDimension(box.heightAttribute);
  // Until the picture's ratio is known, that of the attributes; the rule is void unless both are numbers.
  const content = isBroken
    ? 'box-shadow:inset 0 0 0 1px #8888'
    : `contain:size;contain-intrinsic-size:${naturalWidth}px ${naturalHeight}px;aspect-ratio:auto ${naturalWidth || width}/${naturalHeight || height}`;
  return `:host{display:inline-block;overflow:hidden;width:${toLength(width) ?? (isBroken ? 'auto' : 'min-content')};height:${toLength(height) ?? 'auto'};${content}}
:host([hidden]){display:none}
canvas,img{display:block;width:100%;height:100%;object-fit:inherit;object-position:inherit;image-rendering:inherit}
span{padding:.25em}
span:empty,[hidden]{display:none}`;
}
