/**
 * BD-rate: how many bytes more or fewer a codec needs than another at equal quality, on average.
 *
 * The logarithm of the bytes is interpolated over quality by monotone piecewise cubics (PCHIP: Fritsch and Carlson's
 * condition, Fritsch and Butland's slopes, as in scipy and in the common test conditions of HEVC), on each curve's Pareto
 * front, and the difference of two curves is averaged over the qualities that both reach.
 *
 * @see Bjøntegaard, VCEG-M33, 2001; Fritsch and Butland, SIAM J. Sci. Stat. Comput. 5 (1984)
 */

/**
 * One file: its size, and its quality, where more is better; `Infinity` for a lossless one.
 *
 * @typedef {{ readonly bytes: number, readonly quality: number }} RatePoint
 */

/**
 * Keeps the points that no other point beats: none has as much quality in as few bytes.
 *
 * @param {readonly RatePoint[]} points
 * @returns {RatePoint[]} bytes and quality both strictly rising
 */
export function paretoFront(points) {
  const sorted = [...points].sort((a, b) => a.bytes - b.bytes || b.quality - a.quality);
  const front = [];
  for (const point of sorted) if (front.length === 0 || point.quality > front.at(-1).quality) front.push(point);
  return front;
}

/**
 * The front without its lossless end, which does not fit on an axis of finite length. It has had its effect by then: a
 * lossy file larger than a lossless one is off the front.
 *
 * @param {readonly RatePoint[]} points
 * @returns {RatePoint[]}
 */
export function lossyFront(points) {
  return paretoFront(points).filter(({ quality }) => Number.isFinite(quality));
}

/**
 * Average difference of bytes at equal quality.
 *
 * @param {readonly RatePoint[]} test
 * @param {readonly RatePoint[]} anchor
 * @returns {{ percent: number, from: number, to: number } | { problem: 'too few points' | 'no overlap' }} per cent, negative =
 *   `test` needs fewer bytes; `from` and `to` are the range of quality averaged over
 */
export function bdRate(test, anchor) {
  const fronts = [lossyFront(test), lossyFront(anchor)];
  if (fronts.some((front) => front.length < 2)) return { problem: 'too few points' };
  const from = Math.max(...fronts.map((front) => front[0].quality));
  const to = Math.min(...fronts.map((front) => front.at(-1).quality));
  if (!(from < to)) return { problem: 'no overlap' };
  const [testArea, anchorArea] = fronts.map((front) => logBytesCurve(front).integrate(from, to));
  return { percent: 100 * Math.expm1((testArea - anchorArea) / (to - from)), from, to };
}

function logBytesCurve(front) {
  return interpolateMonotone(
    front.map(({ quality }) => quality),
    front.map(({ bytes }) => Math.log(bytes)),
  );
}

/**
 * Monotone piecewise cubic interpolation (PCHIP).
 *
 * @param {readonly number[]} x strictly rising, at least two
 * @param {readonly number[]} y as many
 * @returns {{ at(position: number): number, integrate(from: number, to: number): number }} within `x[0] .. x.at(-1)`
 */
export function interpolateMonotone(x, y) {
  const slopes = pchipSlopes(x, y);
  const segmentAt = (position) => {
    let segment = 0;
    while (segment < x.length - 2 && position > x[segment + 1]) segment++;
    return segment;
  };
  const evaluate = (segment, position, basis) => {
    const width = x[segment + 1] - x[segment];
    const [y0, slope0, y1, slope1] = basis((position - x[segment]) / width);
    return y0 * y[segment] + y1 * y[segment + 1] + width * (slope0 * slopes[segment] + slope1 * slopes[segment + 1]);
  };
  const at = (position) => evaluate(segmentAt(position), position, hermite);
  /** The integral from the segment's start. */
  const area = (segment, position) => (x[segment + 1] - x[segment]) * evaluate(segment, position, hermiteIntegral);
  const integrate = (from, to) => {
    const first = segmentAt(from);
    const last = segmentAt(to);
    let sum = area(last, to) - area(first, from);
    for (let segment = first; segment < last; segment++) sum += area(segment, x[segment + 1]);
    return sum;
  };
  return { at, integrate };
}

/** Cubic Hermite basis at t = 0..1: weights of the left value, left slope, right value, right slope. */
function hermite(t) {
  const t2 = t * t;
  const t3 = t2 * t;
  return [2 * t3 - 3 * t2 + 1, t3 - 2 * t2 + t, 3 * t2 - 2 * t3, t3 - t2];
}

/** The same basis, integrated from 0 to t. */
function hermiteIntegral(t) {
  const t2 = t * t;
  const t3 = t2 * t;
  const t4 = t3 * t;
  return [t4 / 2 - t3 + t, t4 / 4 - (2 * t3) / 3 + t2 / 2, t3 - t4 / 2, t4 / 4 - t3 / 3];
}

/** Slopes at the knots: weighted harmonic means of the neighbouring secants, 0 where those change sign. */
function pchipSlopes(x, y) {
  const widths = x.slice(1).map((right, i) => right - x[i]);
  const secants = widths.map((width, i) => (y[i + 1] - y[i]) / width);
  const last = secants.length - 1;
  if (last === 0) return [secants[0], secants[0]];
  const inner = widths.slice(1).map((width, i) => innerSlope(widths[i], width, secants[i], secants[i + 1]));
  return [
    endSlope(widths[0], widths[1], secants[0], secants[1]),
    ...inner,
    endSlope(widths[last], widths[last - 1], secants[last], secants[last - 1]),
  ];
}

function innerSlope(leftWidth, rightWidth, left, right) {
  if (left * right <= 0) return 0;
  const leftWeight = 2 * rightWidth + leftWidth;
  const rightWeight = rightWidth + 2 * leftWidth;
  return (leftWeight + rightWeight) / (leftWeight / left + rightWeight / right);
}

/** One-sided three-point estimate, bent so that the curve stays monotone. */
function endSlope(width, nextWidth, secant, nextSecant) {
  const slope = ((2 * width + nextWidth) * secant - width * nextSecant) / (width + nextWidth);
  if (slope * secant <= 0) return 0;
  if (secant * nextSecant < 0 && Math.abs(slope) > 3 * Math.abs(secant)) return 3 * secant;
  return slope;
}
