import { expect } from 'chai';
import { html, withCode } from './markup.js';

describe('html', () => {
  it('escapes what is put in, wherever, and leaves markup as it is', () => {
    const bad = `<img src="x" onerror='a&b'>`;
    const escaped = '&lt;img src=&quot;x&quot; onerror=&#39;a&amp;b&#39;&gt;';
    expect(html`<p title="${bad}">${[bad, html`<b>${1}</b>`]}</p>`.text).to.equal(
      `<p title="${escaped}">${escaped}<b>1</b></p>`,
    );
  });

  it('makes code of what stands between backquotes', () => {
    expect(withCode('a `b<c` d').text).to.equal('a <code>b&lt;c</code> d');
  });
});
