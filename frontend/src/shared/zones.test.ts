import { expect } from 'chai';
import { zoneName } from './time.js';
import { zoneChoices } from './zones.js';

describe('zoneChoices', () => {
  const find = (zone: string, locale = 'ko') =>
    zoneChoices(locale, [zone]).find(({ value }) => value === zone);

  it('names city and time in the language of the reader', () => {
    expect(find('Asia/Seoul')).to.deep.equal({
      value: 'Asia/Seoul',
      text: `Seoul · ${zoneName('Asia/Seoul', 'ko')}`,
      area: 'Asia',
    });
    expect(find('America/Argentina/Ushuaia', 'en')?.text).to.include('Argentina, Ushuaia');
  });

  it('offers a zone under an older name too, when somebody has it', () => {
    expect(find('Asia/Calcutta')?.area).to.equal('Asia');
    expect(find('UTC')?.area).to.equal('Etc');
  });
});
