import File from 'lucide-solid/icons/file';
import FileText from 'lucide-solid/icons/file-text';
import Film from 'lucide-solid/icons/film';
import Image from 'lucide-solid/icons/image';
import Music from 'lucide-solid/icons/music';
import type { JSX } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import { type Kind, kindOf } from './kinds.ts';

const icons: Readonly<Record<Kind, typeof File>> = {
  picture: Image,
  film: Film,
  sound: Music,
  text: FileText,
  other: File,
};

/** What kind of file it is, for those who look. */
export function FileIcon(props: { readonly name: string; readonly type: string }): JSX.Element {
  return <Dynamic component={icons[kindOf(props)]} size={20} aria-hidden="true" />;
}
