// Leaves the prose of errors out of bundles that count their bytes: there an error says by its class, code, section and
// offset what is wrong, and where. The sources say which arguments are prose by passing them under the names below.

import { parseAst } from 'rolldown/parseAst';

/** Modules whose errors are of files. */
const MODULES = /\/src\/(bits|format|codec|decode|browser\/stream)\//;

/** Position of the prose among the arguments, by the name of what is called. */
const PROSE = {
  FormatError: 3,
  UnsupportedError: 1,
  check: 2,
  checkTable: 3,
  fail: 1,
  placePlane: 5,
  readByte: 0,
  readBytes: 1,
  readUint32: 0,
  readVarint: 0,
  skip: 1,
  streamError: 1,
};

/** Fields that are prose. */
const PROSE_FIELD = 'what';

/** A plugin for the bundler. */
export const terseErrors = {
  name: 'terse-errors',
  transform: {
    filter: { id: MODULES },
    handler: (code) => dropProse(code),
  },
};

/**
 * Drops the prose from the calls in a module.
 *
 * @param {string} code - TypeScript
 * @returns {string}
 */
export function dropProse(code) {
  /** @type {{ start: number, end: number, text: string }[]} */
  const edits = [];
  visit(parseAst(code, { lang: 'ts' }), (node) => {
    if (node.type === 'ObjectExpression') edits.push(...dropField(node.properties));
    if (node.type !== 'CallExpression' && node.type !== 'NewExpression') return;
    const at = PROSE[node.callee.property?.name ?? node.callee.name];
    const prose = node.arguments[at];
    if (prose === undefined) return;
    const before = node.arguments[at - 1];
    const isLast = at === node.arguments.length - 1;
    if (isLast) edits.push({ start: before?.end ?? prose.start, end: prose.end, text: '' });
    else edits.push({ start: prose.start, end: prose.end, text: 'undefined' });
  });
  // From the end, so that what lies before keeps its place.
  edits.sort((a, b) => b.start - a.start);
  return edits.reduce((text, edit) => text.slice(0, edit.start) + edit.text + text.slice(edit.end), code);
}

function dropField(properties) {
  const field = properties.find(({ key, value }) => key?.name === PROSE_FIELD && value.type === 'Literal');
  return field === undefined ? [] : [{ start: field.start, end: field.end, text: `${PROSE_FIELD}: undefined` }];
}

function visit(node, use) {
  if (Array.isArray(node)) for (const item of node) visit(item, use);
  else if (typeof node?.type === 'string') {
    use(node);
    for (const value of Object.values(node)) if (typeof value === 'object') visit(value, use);
  }
}
