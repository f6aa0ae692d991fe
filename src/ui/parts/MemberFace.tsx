import type { JSX } from 'solid-js';
import type { Member } from '../../messenger/messenger.ts';
import { text } from '../text/text.ts';
import { Avatar } from './Avatar.tsx';
import { PresenceMark } from './marks.tsx';

/** A member's avatar with the mark of their presence, in words for those who listen. */
export function MemberFace(props: {
  readonly member: Member;
  readonly small?: boolean;
}): JSX.Element {
  return (
    <span class="member-face">
      <Avatar id={props.member.id} name={props.member.name} small={props.small ?? false} />
      <PresenceMark status={props.member.status} />
      <span class="unseen">{text.standings[props.member.status]}</span>
    </span>
  );
}
