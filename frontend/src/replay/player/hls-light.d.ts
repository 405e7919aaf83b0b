/** The build without live streams' extras, encryption and subtitles; its package forgets to say its types. */
declare module 'hls.js/light' {
  export { default } from 'hls.js';
}
