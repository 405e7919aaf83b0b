import type { LessonPart, LessonView } from '@seodang/contracts/lessons';
import type { LessonSnapshot } from '@seodang/contracts/live/lesson-events';
import { coverOf } from '../courses/index.js';
import { mayJoin, mayStart } from './lessons.rules.js';
import { maySpeak } from './speaking.rules.js';
import type { LessonCard, SnapshotRow } from './lesson.model.js';

export function toLessonSnapshot(snapshot: SnapshotRow): LessonSnapshot {
  const { startsAt, startedAt, endedAt, ...rest } = snapshot;
  const { recordingId, recordingStartedAt, endedRecordingId, endedReason, ...row } = rest;
  return {
    ...row,
    startsAt: startsAt.toISOString(),
    startedAt: startedAt?.toISOString() ?? null,
    endedAt: endedAt?.toISOString() ?? null,
    recording:
      recordingId && recordingStartedAt
        ? { id: recordingId, startedAt: recordingStartedAt.toISOString() }
        : null,
    lastRecording: endedRecordingId && { id: endedRecordingId, reason: endedReason },
  };
}

export function toLessonView(card: LessonCard, part: LessonPart, now: Date): LessonView {
  return {
    id: card.id,
    course: {
      id: card.courseId,
      title: card.courseTitle,
      category: { id: card.categoryId, nameKo: card.categoryNameKo, nameEn: card.categoryNameEn },
      language: card.courseLanguage,
      cover: coverOf(card),
      instructor: { id: card.instructorId, name: card.instructorName },
    },
    title: card.title,
    startsAt: card.startsAt.toISOString(),
    durationMin: card.durationMin,
    timeZone: card.timeZone,
    state: card.state,
    cancelReason: card.cancelReason,
    startedAt: card.startedAt?.toISOString() ?? null,
    endedAt: card.endedAt?.toISOString() ?? null,
    myPart: part,
    mayStart: mayStart(card, part, now),
    mayJoin: mayJoin(card),
    maySpeak: maySpeak(card, part),
    isRecorded: Boolean(card.isRecorded),
    agreesToRecording: card.agrees === null ? null : Boolean(card.agrees),
    replayId: card.removedAt === null ? card.replayId : null,
  };
}
