/** Helpers for the document. */

/** The element with an id. The caller knows its type. */
export function byId<T extends Element = HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no element ${id}`);
  return found as unknown as T;
}

/** Makes an element with attributes and children. */
export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, string | number>> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.append(...children);
  return element;
}

/** The value of the selected radio button of a group. */
export function chosenRadio(name: string): string {
  return document.querySelector<HTMLInputElement>(`input[name=${name}]:checked`)!.value;
}

/** Listens to every radio button of a group. */
export function onRadio(name: string, listener: (value: string) => void): void {
  for (const radio of document.querySelectorAll<HTMLInputElement>(`input[name=${name}]`)) {
    radio.addEventListener('change', () => listener(radio.value));
  }
}

/** Sets a group of radio buttons. */
export function chooseRadio(name: string, value: string): void {
  document.querySelector<HTMLInputElement>(`input[name=${name}][value=${value}]`)!.checked = true;
}
