/** The style sheet that makes a box behave like a picture's box. */

/** What determines the box. */
export interface Box {
  /** Attributes `width` and `height`, as written. */
  readonly widthAttribute: string | null;
  readonly heightAttribute: string | null;
  /** Size of the picture in pixels; 0 until it is known. */
  readonly naturalWidth: number;
  readonly naturalHeight: number;
  /** Whether the picture failed. Its text then takes its place. */
  readonly isBroken: boolean;
}

/** Parses a number of pixels, or a percentage, as HTML does for attributes; undefined if there is none. */
function parseDimension(attribute: string | null): string | undefined {
  return /^\s*(\d+(?:\.\d+)?%?)/.exec(attribute ?? '')?.[1];
}

function toLength(dimension: string | undefined): string | undefined {
  return dimension?.replace(/\d$/, '$&px');
}

/**
 * The rules for the shadow tree. Any rule of the page overrides those for `:host`.
 *
 * Size containment with an intrinsic size gives the box a natural size that does not depend on the available room.
 * `overflow` puts its lower edge on the baseline and lets it be smaller than natural.
 */
export function describeLayout(box: Box): string {
  const { naturalWidth, naturalHeight, isBroken } = box;
  const width = parseDimension(box.widthAttribute);
  const height = parseDimension(box.heightAttribute);
  // Until the picture's ratio is known, that of the attributes counts. The rule is void unless both are numbers.
  const content = isBroken
    ? 'box-shadow:inset 0 0 0 1px #8888'
    : `contain:size;contain-intrinsic-size:${naturalWidth}px ${naturalHeight}px;aspect-ratio:auto ${naturalWidth || width}/${naturalHeight || height}`;
  return `:host{display:inline-block;overflow:hidden;width:${toLength(width) ?? (isBroken ? 'auto' : 'min-content')};height:${toLength(height) ?? 'auto'};${content}}
:host([hidden]){display:none}
canvas,img{display:block;width:100%;height:100%;object-fit:inherit;object-position:inherit;image-rendering:inherit}
span{padding:.25em}
span:empty,[hidden]{display:none}`;
}
