import { expect } from 'chai';
import { filmInput } from './film-input.rules.js';

describe('the input of a film', () => {
  it('may be a film only, read from a file only, before anything of it is opened', () => {
    const args = filmInput('/work-room/a/source.mp4');
    const input = args.indexOf('-i');
    const valueOf = (name: string) => args.slice(0, input)[args.indexOf(name) + 1];
    expect(valueOf('-protocol_whitelist')).to.equal('file');
    expect(valueOf('-format_whitelist')?.split(',')).to.have.members(['mov', 'matroska']);
  });

  it('is the file as it is named, and the last word: what follows is of the output', () => {
    for (const name of ['/a/source.mp4', '-i', 'concat:a|b', 'https://elsewhere.example/list.m3u8'])
      expect(filmInput(name).slice(-2)).to.deep.equal(['-i', name]);
  });
});
