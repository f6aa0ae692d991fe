import type { Face } from '../face.ts';

/** Joins by an invite; gives when the button was pressed, on the page's clock. */
export async function join(face: Face, invite: string, name: string): Promise<number> {
  await face.page.goto(invite);
  await face.page.getByRole('textbox', { name: 'Your name' }).fill(name);
  await face.page.getByRole('button', { name: 'Join office' }).click();
  return (await face.watch()).acted;
}

/** When the page says that it is connected and nothing more is coming; milliseconds on its clock. */
export async function allHere(face: Face, timeout: number): Promise<number> {
  const done = await face.page.waitForFunction(
    () => {
      const status = document.querySelector('[role=status]')?.textContent ?? '';
      const coming = document.querySelector('.status-more:not(.status-safety)');
      if (!status.includes('Connected') || coming) return null;
      return performance.timeOrigin + performance.now();
    },
    null,
    { timeout, polling: 50 },
  );
  return (await done.jsonValue()) ?? Number.NaN;
}
