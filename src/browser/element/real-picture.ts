/** From a canvas to a picture that can be saved, copied and dragged as any other: an `<img>` with a blob of a PNG. */

/** Whether the page's policy has kept a blob out of an `<img>`: then it is not tried again. */
let isBlobRefused = false;

/** The name under which a picture is saved: the file's, as a PNG. */
export function nameAsPng(url: string): string {
  const last = new URL(url).pathname.split('/').pop() ?? '';
  return `${last.replace(/\.\w+$/, '') || 'picture'}.png`;
}

/** A PNG of what a canvas shows; undefined where the canvas can't tell. */
export function makePng(canvas: HTMLCanvasElement, name: string): Promise<File | undefined> {
  return new Promise((made) =>
    canvas.toBlob((blob) => made(blob === null ? undefined : new File([blob], name, { type: blob.type }))),
  );
}

/**
 * Shows what a blob's URL stands for in an `<img>`.
 *
 * @returns whether it can be shown: not under a policy without `img-src blob:`
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

/** Gives a drag a file: to pages as it is, to the desktop as a download. */
export function giveFile(dataTransfer: DataTransfer, file: File, url: string): void {
  dataTransfer.items.add(file);
  dataTransfer.setData('DownloadURL', `${file.type}:${file.name}:${url}`);
}
