import { until } from '@seodang/testing/until';
import { expect } from 'chai';
import { followTheme, setTheme, theme } from '../shared/theme.js';
import { followLanguage, i18n, showLanguage } from './index.js';

/** What the browser tells this tab when another one of the device writes a setting. */
function chooseElsewhere(name: string, newValue: string | null): void {
  dispatchEvent(new StorageEvent('storage', { key: `seodang.${name}`, newValue }));
}

describe('what is chosen in another tab', () => {
  before(() => {
    followLanguage();
    followTheme();
  });
  afterEach(async () => {
    await showLanguage('ko');
    setTheme('system');
  });

  it('is the language of this one as well', async () => {
    chooseElsewhere('language', 'en');
    await until(() => document.documentElement.lang === 'en', { what: 'English' });
    expect(i18n.global.locale.value).to.equal('en');
  });

  it('is its theme as well', () => {
    chooseElsewhere('theme', 'dark');
    expect(theme.value).to.equal('dark');
    expect(document.documentElement.dataset.theme).to.equal('dark');
  });

  it('changes nothing when it is taken back, or is none that there is', () => {
    for (const nothing of [null, 'xx']) {
      chooseElsewhere('language', nothing);
      chooseElsewhere('theme', nothing);
    }
    expect([i18n.global.locale.value, theme.value]).to.deep.equal(['ko', 'system']);
  });
});
