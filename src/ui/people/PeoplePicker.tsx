import type { JSX } from 'solid-js';
import type { Member } from '../../messenger/messenger.ts';
import { Avatar } from '../parts/Avatar.tsx';
import { Picker } from '../parts/Picker.tsx';
import { text } from '../text/text.ts';

interface PeoplePickerProps {
  readonly label: string;
  readonly options: readonly Member[];
  readonly value: readonly Member[];
  readonly onChange: (value: readonly Member[]) => void;
  readonly hint?: string;
  readonly error?: string | undefined;
  /** The dialog begins here. */
  readonly first?: boolean;
}

/** Chooses people by their names. */
export function PeoplePicker(props: PeoplePickerProps): JSX.Element {
  return (
    <Picker<Member>
      {...props}
      none={text.rooms.noPeople}
      mark={({ id, name }) => <Avatar id={id} name={name} small />}
    />
  );
}
