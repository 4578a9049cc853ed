/** Damage to a file: to its plan before it is written, and to its bytes afterwards. */

/** Values at the limits of fields and types. */
const ODD_VALUES = [
  ...[
    0,
    1,
    2,
    3,
    15,
    16,
    17,
    127,
    128,
    129,
    255,
    256,
    257,
    1023,
    4095,
    4096,
    4097,
    16383,
    65535,
    65536,
    65537,
    2 ** 20,
  ],
  ...[2 ** 24, 2 ** 28, 2 ** 31 - 1, 2 ** 31, 2 ** 31 + 1, 2 ** 32 - 2, 2 ** 32 - 1],
];
const ODD_BYTES = [0, 1, 2, 3, 4, 5, 8, 9, 12, 15, 16, 17, 28, 31, 32, 64, 127, 128, 254, 255];
/** Varints that no writer makes: over-long, over 32 bits, without an end. */
const ODD_VARINTS = [
  [0x81, 0],
  [0x80, 0x80, 0],
  [0xff, 0xff, 0xff, 0xff, 0x0f],
  [0xff, 0xff, 0xff, 0xff, 0x10],
  [0x80, 0x80, 0x80, 0x80, 0x80, 1],
];
const FIELDS = ['width', 'height', 'k1', 'k2', 'strip', 'band'];
const BYTE_FIELDS = ['flags', 'block', 'mesh', 'coding', 'version'];
const SIZES = ['lowSize', 'highSize', 'meshSize', 'meshLength'];
const CHUNK_TYPES = ['a   ', 'icc ', 'exif', 'zzzz', 'Crit', 'ICC ', 'a  b', '    ', 'ab1 ', 'Zzzz'];

const pick = (list, number) => list[number % list.length];
/** A number near a value, or at a limit. */
const oddValue = (value, at, to) => (at % 3 === 0 ? Math.max(0, value + (to % 5) - 2) : pick(ODD_VALUES, to));

/** Each way changes the plan by two numbers, `at` and `to`; one that finds nothing to change leaves it as it is. */
const PLAN_WAYS = [
  changeField,
  changeField,
  (plan, at, to) => (plan[pick(BYTE_FIELDS.slice(0, 3), at)] = pick(ODD_BYTES, to)),
  (plan, at, to) => (plan[pick(BYTE_FIELDS, at)] = to & 255),
  (plan, at, to) => (plan[pick(FIELDS, at)] = pick(ODD_VARINTS, to)),
  (plan, at) => (plan.flags ^= 1 << (at % 6)),
  toggleScale,
  changeScale,
  toggleMesh,
  clearMesh,
  changeMesh,
  (plan, at, to) => onBand(plan, at, (band) => band.meshContent && changeContent(band.meshContent, plan, at, to)),
  (plan, at, to) => onBand(plan, at, (band) => band.meshContent && changeMeshByte(band.meshContent, at >> 4, to)),
  (plan, at, to) => onBand(plan, at, (band) => flipLastBit(band[pick(['lowContent', 'highContent'], to)], at, to)),
  (plan, at, to) => changeContent(plan.tableContent, plan, at, to),
  (plan, at, to) => changeContent(plan.tableContent, plan, at, to),
  setAllHigh,
  (plan, at, to) => onBand(plan, at, (band) => changeContent(band.lowContent, plan, at, to)),
  (plan, at, to) => onBand(plan, at, (band) => changeContent(band.highContent, plan, at, to)),
  (plan, at) => onBand(plan, at, swapPlanes),
  (plan, at) => onBand(plan, at, (band) => plan.bands.push(band)),
  (plan, at) => plan.bands.length > 1 && plan.bands.splice(at % plan.bands.length, 1),
  (plan, at, to) => swapItems(plan.bands, at, to),
  (plan, at, to) => plan.chunks.push({ type: pick(CHUNK_TYPES, at), data: new Array(to % 20).fill(to & 255) }),
  (plan, at, to) => swapItems(plan.chunks, at, to),
  (plan, at, to) => onChunk(plan, at, (chunk) => (chunk.size = pick(ODD_VALUES, to))),
  (plan, at, to) => onChunk(plan, at, (chunk) => changeStream(chunk.data, at, to)),
  (plan, at, to) => plan.behind.push(...new Array(1 + (at % 3)).fill(to & 255)),
  (plan, at) => (plan.endMark = at % 2 === 0 ? [] : [at & 255]),
  (plan, at, to) => (plan.tableSize = oddValue(plan.tableContent.length, at, to)),
  (plan, at, to) => onBand(plan, at, (band) => (band[pick(SIZES, to)] = pick(ODD_VALUES, at >> 4))),
  (plan, at, to) => onBand(plan, at, (band) => (band[pick(SIZES, to)] = pick(ODD_VARINTS, at >> 4))),
  ...new Array(5).fill(spoilStream),
];

/** Ways in which written bytes change. */
const BYTE_WAYS = [
  (bytes, at, to) => (bytes[at] = to & 255),
  (bytes, at, to) => (bytes[at] ^= 1 << (to & 7)),
  (bytes, at, to) => (bytes[at] = pick(ODD_BYTES, to)),
  (bytes, at, to) => bytes.splice(at, 1 + (to & 3)),
  (bytes, at, to) => bytes.splice(at, 0, to & 255),
  (bytes, at, to) => bytes.splice(at, 0, ...bytes.slice(to % bytes.length, (to % bytes.length) + 9)),
  (bytes, at, to) => bytes.fill(0, at, at + 1 + (to & 63)),
  (bytes, at) => (bytes.length = at),
];
/** Of this many ways one changes bytes, the others the plan. */
const BYTE_SHARE = 8;

/**
 * Changes a plan.
 *
 * @param broken - makers of streams that are none
 * @returns the damages that are to befall the written bytes
 */
export function damagePlan(plan, damages, broken) {
  const later = [];
  for (const { way, at, to } of damages) {
    if (way % BYTE_SHARE === 0) later.push({ way: way >> 3, at, to });
    else pick(PLAN_WAYS, way)(plan, at, to, broken);
  }
  return later;
}

/**
 * A damaged copy of a file.
 *
 * @param first - offset at which damage begins: what stands before says what the file is, of which there is little to learn
 * @param head - bytes that every second damage hits: a header is short but says most
 */
export function damageBytes(file, damages, first = 5, head = 30) {
  const bytes = Array.from(file);
  for (const { way, at, to } of damages) {
    const range = (way & 16) === 0 ? Math.min(bytes.length, head) : bytes.length;
    if (range > first) pick(BYTE_WAYS, way)(bytes, first + (at % (range - first)), to);
  }
  return Uint8Array.from(bytes);
}

function changeField(plan, at, to) {
  const field = pick(FIELDS, at);
  if (typeof plan[field] === 'number') plan[field] = oddValue(plan[field], at >> 3, to);
}

function onBand(plan, at, change) {
  if (plan.bands.length > 0) change(pick(plan.bands, at));
}

function onChunk(plan, at, change) {
  if (plan.chunks.length > 0) change(pick(plan.chunks, at));
}

function swapItems(list, at, to) {
  if (list.length < 2) return;
  const [one, other] = [at % list.length, to % list.length];
  [list[one], list[other]] = [list[other], list[one]];
}

function swapPlanes(band) {
  [band.lowContent, band.highContent] = [band.highContent, band.lowContent];
}

/** One byte more, one less, or another one: an index out of range, a bit of the map, a palette entry. */
function changeContent(content, plan, at, to) {
  const way = at % 8;
  if (content.length === 0 || way === 0) content.push(to & 255);
  else if (way === 1) content.pop();
  else content[(at >> 3) % content.length] = pick([0, 1, plan.k1 & 255, plan.k2 & 255, 255, to & 255], to >> 8);
}

/** Adds or removes a scale. This usually changes the geometry. */
function toggleScale(plan, at, to) {
  plan.flags ^= 16;
  plan.scale = plan.scale.length === 0 ? [at & 255, to & 255] : [];
}

/** Other factors or offsets; or fields without their flag, and a flag without all of its fields. */
function changeScale(plan, at, to) {
  if (at % 8 === 0) plan.scale.push(to & 255);
  else if (at % 8 === 1) plan.scale.pop();
  else if (plan.scale.length > 0)
    plan.scale[at % plan.scale.length] = pick([0, 1, 0x10, 0x11, 0xff, to & 255], to >> 8);
}

/** Adds a mesh to the header, or removes it, with or without its bitmap. */
function toggleMesh(plan, at, to) {
  if (plan.mesh > 0) {
    plan.mesh = 0;
    plan.steps = [];
    for (const band of plan.bands) if (at % 2 === 0) band.meshContent = undefined;
    return;
  }
  const finest = 1 + (at % 3);
  plan.mesh = finest + 8 * Math.min(5, finest + (to % 5));
  plan.steps = new Array(2 * ((plan.mesh >> 3) - finest + 1)).fill(1 + (to & 127));
  for (const band of plan.bands) band.meshContent = at % 2 === 0 ? [] : [1, 0, 0, 0, 0, to & 127];
}

/** Takes all blocks out of the mesh, or puts some into it. */
function clearMesh({ mesh, mapBytes, tableContent, k1 }, at, to) {
  if (mesh > 0) tableContent.fill(at % 2 === 0 ? 0 : to & 255, k1 > 0 ? mapBytes / 2 : 0, mapBytes);
}

/** Other distances or steps of the mesh; or steps too many or too few. */
function changeMesh(plan, at, to) {
  if (plan.mesh === 0) return;
  if (at % 4 === 0) plan.mesh = 1 + (to % 47);
  else if (at % 4 === 1)
    plan.steps[(at >> 2) % Math.max(plan.steps.length, 1)] = pick([0, 1, 16, 255, to & 255], to >> 8);
  else if (at % 4 === 2) plan.steps.push(to & 255);
  else plan.steps.pop();
}

/** Another count, token or escape of a mesh: at its limits, or with the mark of another byte behind it. */
function changeMeshByte(content, at, to) {
  if (content.length > 0) content[at % content.length] = pick([0x75, 0x3d, 0x37, 0x7f, 0x80, 0xff, to & 255], to >> 8);
}

/** Flips one of the last bits of a byte, where a packed plane may have its padding. */
function flipLastBit(content, at, to) {
  if (content.length > 0) content[(at >> 3) % content.length] ^= 1 << ((to >> 1) & 3);
}

/** Makes every block high, if there is a bitmap. */
function setAllHigh({ k1, width, height, scale, block, tableContent }) {
  const [factors = 0, offsets = 0] = scale;
  const blocksOf = (size, shift) =>
    Math.ceil(Math.ceil((size + ((offsets >> shift) & 15)) / (1 + ((factors >> shift) & 15))) / 2 ** block);
  const blocks = blocksOf(width, 0) * blocksOf(height, 4);
  if (k1 === 0 || !(blocks <= tableContent.length * 8)) return;
  for (let i = 0; i < blocks; i++) tableContent[i >> 3] |= 1 << (i & 7);
}

/** Damages a deflate stream, or replaces it by bytes that only look like one. */
function spoilStream(plan, at, to, broken) {
  const isTable = at % 4 === 0 || plan.bands.length === 0;
  const band = isTable ? undefined : pick(plan.bands, at >> 2);
  const name = isTable ? 'table' : pick(['low', 'high', 'mesh'], at >> 6);
  const content = isTable ? plan.tableContent : band[`${name}Content`];
  if (content === undefined) return;
  if (content.length === 0 && to % 4 > 0) return;
  const owner = isTable ? plan : band;
  if (to % 2 === 0) {
    owner[name] = pick(Object.values(broken), to >> 1)(content);
  } else {
    owner[name] ??= [...plan.zlib(content)];
    changeStream(owner[name], at >> 7, to >> 1);
  }
}

function changeStream(stream, at, to) {
  if (stream.length > 0) pick(BYTE_WAYS.slice(0, 5), to)(stream, at % stream.length, to >> 3);
}
