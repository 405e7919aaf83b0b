import { HANEUL, KIM, LUKAS, MAYA, SEOYEON, WEBER } from '../support/people.js';
import type { Looks } from './portrait.js';

/** How the people of the demo school look in pictures. Drawn, so that nobody real is shown. */
export const LOOKS_OF: Record<string, Looks> = {
  [KIM.email]: {
    wall: ['#efe6d4', '#cdb892'],
    shirt: '#38423f',
    skin: '#e8c39e',
    hair: '#4b4743',
    scroll: '書堂',
  },
  [WEBER.email]: {
    wall: ['#dfe7e2', '#9fb8ab'],
    shirt: '#7a4b3a',
    skin: '#f0cdb0',
    hair: '#a8703f',
    longHair: true,
    scroll: '茶詩',
  },
  [HANEUL.email]: {
    wall: ['#d9e3ef', '#a9bfd6'],
    shirt: '#c8553d',
    skin: '#f2d0ac',
    hair: '#2a2522',
    longHair: true,
  },
  [SEOYEON.email]: {
    wall: ['#f1dfdc', '#d3aaa2'],
    shirt: '#4a6b8a',
    skin: '#eec6a0',
    hair: '#3b2a22',
    longHair: true,
  },
  [MAYA.email]: {
    wall: ['#e9e2f0', '#b7a6cc'],
    shirt: '#d9a441',
    skin: '#a8744f',
    hair: '#231a16',
    longHair: true,
  },
  [LUKAS.email]: { wall: ['#e4ead9', '#b3c295'], shirt: '#5b5f73', skin: '#f1cfb2', hair: '#7b5a36' },
};
