/** Hooks of Node that load the sources in TypeScript as modules: see `native-sources.ts`. */

import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { transformSync } from 'rolldown/utils';

/** What the compiler calls in place of a tagged template that has the end of a script. */
const TEMPLATE_HELPER = '@oxc-project/runtime/helpers/taggedTemplateLiteral';
const TEMPLATE_CODE =
  'export default (strings, raw = strings) => Object.defineProperty(strings, "raw", { value: raw });';

const SOURCES = new URL('../../src/', import.meta.url).href;

/** Sources import each other by the names that the build gives them: `.js` for `.ts`. */
export function resolve(specifier, context, next) {
  if (specifier.startsWith('.') && specifier.endsWith('.js') && context.parentURL?.startsWith(SOURCES)) {
    const url = new URL(specifier.replace(/\.js$/, '.ts'), context.parentURL);
    if (existsSync(url)) return { url: url.href, format: 'module', shortCircuit: true };
  }
  if (specifier === TEMPLATE_HELPER) return { url: `data:text/javascript,${TEMPLATE_CODE}`, shortCircuit: true };
  return next(specifier, context);
}

export function load(url, context, next) {
  if (!url.startsWith(SOURCES) || !url.endsWith('.ts')) return next(url, context);
  const path = fileURLToPath(url);
  const { code, map, errors } = transformSync(path, readFileSync(path, 'utf8'), { sourcemap: true });
  if (errors.length > 0) throw new SyntaxError(`${path}: ${errors[0].message}`);
  const inline = Buffer.from(JSON.stringify(map)).toString('base64');
  const source = `${code}\n//# sourceMappingURL=data:application/json;base64,${inline}`;
  return { format: 'module', source, shortCircuit: true };
}
