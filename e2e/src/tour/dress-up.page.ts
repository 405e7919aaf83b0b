/**
 * Runs in the page before the app, for pictures only: a device is named as a shop would name it, not by the path of
 * its file, and the shared screen is a page worth showing instead of Chromium's test picture.
 */
export function dressUp(): void {
  const NAMES: Record<string, string> = { videoinput: 'HD Webcam', audioinput: 'Built-in Microphone' };
  Object.defineProperty(MediaDeviceInfo.prototype, 'label', {
    get(this: MediaDeviceInfo) {
      return NAMES[this.kind] ?? 'Speakers';
    },
  });

  function paint(pen: CanvasRenderingContext2D): void {
    pen.fillStyle = '#fbf7ee';
    pen.fillRect(0, 0, 1280, 720);
    pen.strokeStyle = '#d9cdb8';
    for (const x of [160, 480, 800]) pen.strokeRect(x, 160, 320, 400);
    pen.fillStyle = '#2b2622';
    pen.textAlign = 'center';
    pen.font = '700 300px "Noto Serif CJK KR", serif';
    ['ㅡ', 'ㅣ', 'ㄱ'].forEach((stroke, nth) => {
      pen.fillText(stroke, 320 + nth * 320, 470);
    });
    pen.font = '700 48px "Noto Serif CJK KR", serif';
    pen.fillText('가로획 · 세로획 · 꺾기', 640, 108);
    pen.fillStyle = '#b8321f';
    pen.fillRect(1110, 610, 60, 60);
  }

  navigator.mediaDevices.getDisplayMedia = () => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 1280, height: 720 });
    const pen = canvas.getContext('2d');
    if (!pen) return Promise.reject(new Error('no canvas'));
    paint(pen);
    setInterval(() => {
      paint(pen);
    }, 200);
    return Promise.resolve(canvas.captureStream(5));
  };
}
