import { expect } from 'chai';
import { actionOf, nextRate, type Focus, type Stroke } from './keys.rules.js';

const stroke = (more: Partial<Stroke>): Stroke => ({
  key: '',
  code: '',
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  isComposing: false,
  keyCode: 0,
  ...more,
});
const press = (more: Partial<Stroke>, focus: Focus = 'elsewhere', letters = true) =>
  actionOf(stroke(more), { focus, letters });

describe('keys of the replay', () => {
  it('are those people know from other players', () => {
    expect(press({ key: ' ', code: 'Space' })).to.deep.equal({ type: 'play' });
    expect(press({ key: 'k', code: 'KeyK' })).to.deep.equal({ type: 'play' });
    expect(press({ key: 'j', code: 'KeyJ' })).to.deep.equal({ type: 'skip', by: -10 });
    expect(press({ key: 'l', code: 'KeyL' })).to.deep.equal({ type: 'skip', by: 10 });
    expect(press({ key: 'ArrowLeft', code: 'ArrowLeft' })).to.deep.equal({ type: 'skip', by: -5 });
    expect(press({ key: 'ArrowRight', code: 'ArrowRight' })).to.deep.equal({ type: 'skip', by: 5 });
    expect(press({ key: '7', code: 'Digit7' })).to.deep.equal({ type: 'seek', by: 0.7 });
    expect(press({ key: '0', code: 'Numpad0' })).to.deep.equal({ type: 'seek', by: 0 });
    expect(press({ key: 'm', code: 'KeyM' })).to.deep.equal({ type: 'mute' });
    expect(press({ key: 'f', code: 'KeyF' })).to.deep.equal({ type: 'fullScreen' });
    expect(press({ key: 'c', code: 'KeyC' })).to.deep.equal({ type: 'captions' });
    expect(press({ key: '>', code: 'Period', shiftKey: true })).to.deep.equal({ type: 'rate', by: 1 });
    expect(press({ key: '<', code: 'Comma', shiftKey: true })).to.deep.equal({ type: 'rate', by: -1 });
    expect(press({ key: '?', code: 'Slash', shiftKey: true })).to.deep.equal({ type: 'help' });
    expect(press({ key: 'n', code: 'KeyN' })).to.deep.equal({ type: 'note' });
    expect(press({ key: 'b', code: 'KeyB' })).to.deep.equal({ type: 'bookmark' });
  });

  it('go by place, so that a Hangul keyboard has them too', () => {
    expect(press({ key: 'ㅏ', code: 'KeyK' })).to.deep.equal({ type: 'play' });
  });

  it('leave text fields and syllables that are being composed alone', () => {
    expect(press({ key: 'k', code: 'KeyK' }, 'typing')).to.equal(null);
    expect(press({ key: 'ㅏ', code: 'KeyK', isComposing: true })).to.equal(null);
    expect(press({ key: 'Process', code: 'KeyK', keyCode: 229 })).to.equal(null);
  });

  it('leave the space bar to a button, and arrows to what is moved through by arrows', () => {
    expect(press({ key: ' ', code: 'Space' }, 'control')).to.equal(null);
    expect(press({ key: 'ArrowLeft', code: 'ArrowLeft' }, 'moving')).to.equal(null);
    expect(press({ key: 'End', code: 'End' }, 'moving')).to.equal(null);
    expect(press({ key: 'ArrowLeft', code: 'ArrowLeft' }, 'control')).to.deep.equal({
      type: 'skip',
      by: -5,
    });
  });

  it('leave what browsers and systems do with other keys held alone', () => {
    for (const held of ['ctrlKey', 'metaKey', 'altKey'] as const) {
      expect(press({ key: 'f', code: 'KeyF', [held]: true })).to.equal(null);
    }
    expect(press({ key: 'ArrowLeft', code: 'ArrowLeft', shiftKey: true })).to.equal(null);
  });

  it('that write something can be turned off; the others stay', () => {
    expect(press({ key: 'k', code: 'KeyK' }, 'elsewhere', false)).to.equal(null);
    expect(press({ key: '5', code: 'Digit5' }, 'elsewhere', false)).to.equal(null);
    expect(press({ key: '?', code: 'Slash', shiftKey: true }, 'elsewhere', false)).to.equal(null);
    expect(press({ key: ' ', code: 'Space' }, 'elsewhere', false)).to.deep.equal({ type: 'play' });
  });
});

describe('nextRate', () => {
  it('steps through the speeds from 0.5 to 2, and stays at the ends', () => {
    expect(nextRate(1, 1)).to.equal(1.25);
    expect(nextRate(1, -1)).to.equal(0.75);
    expect(nextRate(2, 1)).to.equal(2);
    expect(nextRate(0.5, -1)).to.equal(0.5);
  });

  it('finds its way from a speed that is none of ours', () => {
    expect(nextRate(1.1, 1)).to.equal(1.25);
    expect(nextRate(1.1, -1)).to.equal(1);
  });
});
