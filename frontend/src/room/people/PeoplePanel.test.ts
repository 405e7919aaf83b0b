import { expect } from 'chai';
import { drawn, mountInApp } from '../../../test/mount.js';
import { button } from '../../../test/room-fixtures.js';
import PersonMenu from './PersonMenu.vue';
import PeoplePanel from './PeoplePanel.vue';

describe('the people panel', () => {
  const student = { isMe: false, audioOn: true, videoOn: true, sharing: false, part: 'student' };

  it('lets an instructor decide about students, and asks before somebody is removed', async () => {
    const decided: unknown[] = [];
    const people = [
      { ...student, userId: '1', name: '가람', maySpeak: false },
      { ...student, userId: '2', name: '김규현', part: 'instructor', isMe: true, maySpeak: true },
    ];
    const onDecide = (what: string, { userId }: { userId: string }) => void decided.push([what, userId]);
    const panel = mountInApp(PeoplePanel, { props: { people, onDecide } });
    expect(document.querySelectorAll('[aria-haspopup=menu]')).to.have.length(1);
    expect(document.body.textContent).to.contain('듣는 중');
    panel.findComponent(PersonMenu).vm.$emit('grant');
    expect(decided).to.deep.equal([['grant', '1']]);
    panel.findComponent(PersonMenu).vm.$emit('remove');
    await drawn();
    expect(document.querySelector('[role=alertdialog]')?.textContent).to.contain('가람 님을 내보낼까요?');
    expect(decided).to.have.length(1);
    button('수업에서 내보내기').click();
    expect(decided.at(-1)).to.deep.equal(['remove', '1']);
    panel.unmount();
  });

  it('lets somebody back in who was removed', () => {
    const decided: unknown[] = [];
    const onDecide = (what: string, { userId }: { userId: string }) => void decided.push([what, userId]);
    const removed = [{ userId: '9', name: '나리' }];
    const panel = mountInApp(PeoplePanel, { props: { people: [], removed, onDecide } });
    button('다시 들어올 수 있게 하기').click();
    expect(decided).to.deep.equal([['readmit', '9']]);
    panel.unmount();
  });

  it('shows nobody else what can be done', () => {
    const people = [{ ...student, userId: '1', name: '가람', maySpeak: null }];
    const panel = mountInApp(PeoplePanel, { props: { people } });
    expect(document.querySelectorAll('[aria-haspopup=menu]')).to.have.length(0);
    panel.unmount();
  });

  it('lists the instructor first and says whose microphone is off', () => {
    const row = { isMe: false, audioOn: true, videoOn: true, sharing: false, maySpeak: null };
    const people = [
      { ...row, userId: '1', name: '가람', part: 'student', audioOn: false },
      { ...row, userId: '2', name: '김규현', part: 'instructor' },
    ];
    const panel = mountInApp(PeoplePanel, { props: { people } });
    const rows = [...document.querySelectorAll('li')].map((one) => one.textContent);
    expect(rows[0]).to.contain('김규현');
    expect(rows[1]).to.contain('마이크 꺼짐');
    panel.unmount();
  });
});
