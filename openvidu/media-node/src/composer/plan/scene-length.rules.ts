/** A scene that would be over in less is not worth a change of places. */
export const MIN_SCENE_MS = 400;
