/** Names of folders for pictures whose own names can be anything. */

/** One name a picture, none twice whatever the letters' case: letters, digits, `-` and `_` only. */
export function nameFolders(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    const stem = slugOf(name);
    let folder = stem;
    for (let copy = 2; taken.has(folder.toLowerCase()); copy++) folder = `${stem}-${copy}`;
    taken.add(folder.toLowerCase());
    return folder;
  });
}

function slugOf(name: string): string {
  const slug = name
    .replace(/(?<=.)\.[A-Za-z0-9]{1,5}$/, '')
    .replace(/[^A-Za-z0-9_-]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60);
  return slug === '' ? 'picture' : slug;
}
