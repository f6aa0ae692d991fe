/**
 * Where what opens at an element belongs: in the dialog that this stands in, since all outside of an
 * open dialog is hidden from those who listen and out of reach of the keyboard; else in the page.
 */
export const placeAt = (anchor: Element): HTMLElement =>
  anchor.closest<HTMLElement>('[role=dialog]') ?? document.body;
