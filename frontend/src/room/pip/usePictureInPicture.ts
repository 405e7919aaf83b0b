import { onScopeDispose, shallowRef } from 'vue';

/** @see WICG Document Picture-in-Picture; Chromium only so far. */
interface DocumentPip {
  readonly requestWindow: (size: { width: number; height: number }) => Promise<Window>;
}

export interface PipDeps {
  /** Undefined where the browser can only show a single video. */
  readonly documentPip: DocumentPip | undefined;
  /** The video to show there. */
  readonly mainVideo: () => HTMLVideoElement | null;
}

const SIZE = { width: 380, height: 300 };

/** The browser's own ways to keep a lesson in sight beside other windows. */
export function browserPip(mainVideo: () => HTMLVideoElement | null): PipDeps {
  return {
    documentPip: (window as { documentPictureInPicture?: DocumentPip }).documentPictureInPicture,
    mainVideo,
  };
}

/**
 * A small window above all others: with the stage and the most needed tools where the browser can do that, else with
 * the main picture alone. It ends with the scope.
 */
export function usePictureInPicture({ documentPip, mainVideo }: PipDeps) {
  /** Where the content of the small window belongs; null while there is none of our own. */
  const body = shallowRef<HTMLElement | null>(null);
  // Firefox has neither, only a button of its own over each video.
  const page: Partial<Pick<Document, 'pictureInPictureEnabled' | 'pictureInPictureElement'>> = document;
  const possible = documentPip !== undefined || page.pictureInPictureEnabled === true;

  async function openWindow(pip: DocumentPip): Promise<void> {
    const opened = await pip.requestWindow(SIZE);
    dress(opened.document);
    body.value = opened.document.body;
    opened.addEventListener('pagehide', () => {
      body.value = null;
    });
  }

  async function openVideo(): Promise<void> {
    const video = mainVideo();
    if (video === null) return;
    video.disablePictureInPicture = false;
    await video.requestPictureInPicture();
  }

  async function toggle(): Promise<void> {
    if (body.value !== null) close();
    else if (page.pictureInPictureElement) await document.exitPictureInPicture();
    else if (documentPip !== undefined) await openWindow(documentPip);
    else await openVideo();
  }

  function close(): void {
    body.value?.ownerDocument.defaultView?.close();
    body.value = null;
  }
  onScopeDispose(close);

  return { possible, body, toggle, close };
}

/** The small window is an empty document: it takes over language, theme and styles. */
function dress(target: Document): void {
  const { documentElement: html } = document;
  target.documentElement.lang = html.lang;
  target.documentElement.className = html.className;
  target.title = document.title;
  for (const style of document.querySelectorAll('link[rel="stylesheet"], style')) {
    target.head.append(target.importNode(style, true));
  }
}
