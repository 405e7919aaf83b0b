import { expect } from 'chai';
import { actionOf, type Stroke } from './shortcuts.rules.js';

const stroke = (more: Partial<Stroke>): Stroke => ({
  key: '',
  code: '',
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  isComposing: false,
  keyCode: 0,
  ...more,
});

describe('actionOf', () => {
  it('knows the keys of microphone and camera, with Ctrl and with ⌘', () => {
    expect(actionOf(stroke({ code: 'KeyD', ctrlKey: true }), 'elsewhere')).to.equal('microphone');
    expect(actionOf(stroke({ code: 'KeyE', metaKey: true }), 'control')).to.equal('camera');
    expect(actionOf(stroke({ code: 'KeyD' }), 'elsewhere')).to.equal(null);
  });

  it('works with a Korean keyboard', () => {
    expect(actionOf(stroke({ key: 'ㅔ', code: 'KeyP' }), 'elsewhere')).to.equal('people');
    expect(actionOf(stroke({ key: 'ㅡ', code: 'KeyM' }), 'control')).to.equal('mark');
  });

  it('leaves a syllable alone that is being composed', () => {
    expect(actionOf(stroke({ code: 'KeyP', isComposing: true }), 'elsewhere')).to.equal(null);
    expect(actionOf(stroke({ code: 'KeyP', keyCode: 229 }), 'elsewhere')).to.equal(null);
  });

  it('leaves text fields, menus and dialogs alone', () => {
    expect(actionOf(stroke({ code: 'KeyL' }), 'typing')).to.equal(null);
  });

  it('lets the space bar press a button that has the focus', () => {
    expect(actionOf(stroke({ code: 'Space' }), 'control')).to.equal(null);
    expect(actionOf(stroke({ code: 'Space' }), 'elsewhere')).to.equal('talk');
  });

  it('keeps off the browser’s own keys', () => {
    expect(actionOf(stroke({ code: 'KeyS', ctrlKey: true }), 'elsewhere')).to.equal(null);
    expect(actionOf(stroke({ code: 'KeyF', altKey: true }), 'elsewhere')).to.equal(null);
  });
});
