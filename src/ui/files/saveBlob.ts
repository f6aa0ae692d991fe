/** Milliseconds for which a download may go on reading from its address. */
const DOWNLOAD = 60_000;

/** Lets the browser save what is at hand as a file. */
export function saveBlob(name: string, blob: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), DOWNLOAD);
}
