import { expect } from 'chai';
import { effectScope } from 'vue';
import { usePictureInPicture, type PipDeps } from './usePictureInPicture.js';

function opened(deps: Partial<PipDeps>) {
  const scope = effectScope();
  const pip = scope.run(() =>
    usePictureInPicture({ documentPip: undefined, mainVideo: () => null, ...deps }),
  );
  if (pip === undefined) throw new Error('the scope is over');
  return { pip, scope };
}

/** A window as the browser would open it. */
function smallWindow() {
  const target = Object.assign(new EventTarget(), {
    document: document.implementation.createHTMLDocument(),
    closed: false,
    close() {
      target.closed = true;
    },
  });
  return target;
}

describe('usePictureInPicture', () => {
  it('dresses a window of its own like the page, and forgets it when it is closed', async () => {
    const target = smallWindow();
    document.documentElement.lang = 'ko';
    const style = document.head.appendChild(document.createElement('style'));
    const { pip, scope } = opened({
      documentPip: { requestWindow: () => Promise.resolve(target as unknown as Window) },
    });
    await pip.toggle();
    expect(pip.body.value).to.equal(target.document.body);
    expect(target.document.documentElement.lang).to.equal('ko');
    expect(target.document.querySelectorAll('style').length).to.be.at.least(1);
    target.dispatchEvent(new Event('pagehide'));
    expect(pip.body.value).to.equal(null);
    style.remove();
    scope.stop();
  });

  it('takes the main picture alone where the browser can do no more', async () => {
    const asked: string[] = [];
    const video = Object.assign(document.createElement('video'), {
      requestPictureInPicture: () => {
        asked.push('video');
        return Promise.resolve();
      },
    });
    const { pip, scope } = opened({ mainVideo: () => video });
    await pip.toggle();
    expect(asked).to.deep.equal(['video']);
    expect(pip.body.value).to.equal(null);
    scope.stop();
  });
});
