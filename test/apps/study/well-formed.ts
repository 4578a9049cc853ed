/** A check that XML is well-formed, as far as the project's own SVG needs it: tags, attributes, entities. */

const TOKEN = /<!--[\s\S]*?-->|<(\/?)([A-Za-z][\w:.-]*)((?:\s+[\w:.-]+="[^"<]*")*)\s*(\/?)>|[^<]+/gy;

/** The first fault of the text; undefined if there is none. */
export function findXmlFault(xml: string): string | undefined {
  const open: string[] = [];
  TOKEN.lastIndex = 0;
  for (let at = 0; at < xml.length; at = TOKEN.lastIndex) {
    const token = TOKEN.exec(xml);
    if (token === null) return `no token: ${xml.slice(at, at + 60)}`;
    const [whole, closing, name, attributes = '', selfClosing] = token;
    if (/&(?!(?:lt|gt|amp|quot|#\d+);)/.test(whole)) return `a bare ampersand: ${whole.slice(0, 60)}`;
    const names = [...attributes.matchAll(/([\w:.-]+)=/g)].map(([, attribute]) => attribute);
    if (new Set(names).size < names.length) return `an attribute twice: ${whole.slice(0, 60)}`;
    if (name === undefined || selfClosing === '/') continue;
    if (closing !== '/') open.push(name);
    else if (open.pop() !== name) return `an end without a beginning: ${whole}`;
  }
  return open.length === 0 ? undefined : `not closed: ${open.join(', ')}`;
}
