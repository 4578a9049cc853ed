/** Makes a picture that can be saved, copied and dragged like any other: an `<img>` with a PNG blob of a canvas. */

/** Whether the page's policy has forbidden a blob in an `<img>`. Then it is not tried again. */
let isBlobRefused = false;

/** The name under which a picture is saved: the file's, as a PNG. */
export function nameAsPng(url: string): string {
  const last = new URL(url).pathname.split('/').pop() ?? '';
  return `${last.replace(/\.\w+$/, '') || 'picture'}.png`;
}

/** Makes a PNG of a canvas; undefined if the canvas can't be read. */
export function makePng(canvas: HTMLCanvasElement, name: string): Promise<File | undefined> {
  return new Promise((made) =>
    canvas.toBlob((blob) => made(blob === null ? undefined : new File([blob], name, { type: blob.type }))),
  );
}

/**
 * Shows a blob URL in an `<img>`.
 *
 * @returns whether it can be shown; a policy without `img-src blob:` forbids it
 */
export async function showBlob(image: HTMLImageElement, url: string): Promise<boolean> {
  if (isBlobRefused) return false;
  image.src = url;
  try {
    await image.decode();
  } catch {
    isBlobRefused = true;
  }
  return !isBlobRefused;
}

/** Gives a drag a file: to pages directly, to the desktop as a download. */
export function giveFile(dataTransfer: DataTransfer, file: File, url: string): void {
  dataTransfer.items.add(file);
  dataTransfer.setData('DownloadURL', `${file.type}:${file.name}:${url}`);
}
