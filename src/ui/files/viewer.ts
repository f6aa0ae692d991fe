import { createContext, useContext } from 'solid-js';
import type { Attachment } from '../../messenger/messenger.ts';

/** Shows a file over the page. Among the pictures of where it stands one goes on to the next. */
export interface Viewer {
  show(file: Attachment): void;
}

export const ViewerContext = createContext<Viewer>();

export function useViewer(): Viewer {
  const viewer = useContext(ViewerContext);
  if (!viewer) throw new Error('this component lives inside a conversation');
  return viewer;
}
