import type { JSX } from 'solid-js';
import { Show } from 'solid-js';
import type { Member, Role } from '../../messenger/messenger.ts';
import { Choice } from '../parts/Choice.tsx';
import { createDeed } from '../parts/deed.ts';
import { Failure } from '../start/Failure.tsx';
import { text } from '../text/text.ts';
import { useView } from '../view.ts';

/** Between these a role changes; a guest has other keys and is invited anew. */
const ROLES: readonly Role[] = ['owner', 'admin', 'member'];

/** What a member may do, and for those who give roles, another one. */
export function MemberRole(props: { readonly member: Member }): JSX.Element {
  const view = useView();
  const giving = createDeed();
  const mayGive = () =>
    !props.member.self && props.member.role !== 'guest' && view.may('set-role', props.member.id);
  const give = (role: Role): void => {
    if (role === props.member.role) return;
    void giving.run(() => view.messenger.setRole(props.member.id, role));
  };
  return (
    <section class="card-part">
      <Show
        when={mayGive()}
        fallback={<h4 class="field-label">{text.members.roles[props.member.role]}</h4>}
      >
        <Choice
          label={text.member.role}
          value={props.member.role}
          options={ROLES.map((value) => ({ value, label: text.members.roles[value] }))}
          onChange={give}
        />
      </Show>
      <p class="field-hint">{text.member.roleHints[props.member.role]}</p>
      <Failure sentence={giving.failure()} />
    </section>
  );
}
