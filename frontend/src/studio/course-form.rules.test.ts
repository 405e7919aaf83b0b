import { CreateCourse, type CourseView } from '@seodang/contracts/courses';
import { expect } from 'chai';
import { aCourse } from '../../test/factories.js';
import {
  changesOf,
  checklistOf,
  COVER_COLOURS,
  COVER_GLYPHS,
  emptyFields,
  fieldsOf,
  inputOf,
  mayPublish,
} from './course-form.rules.js';

describe('the fields of a course', () => {
  const course = aCourse();

  it('are the course, as long as nobody typed', () => {
    expect(changesOf(fieldsOf(course), course)).to.deep.equal({});
    expect(
      changesOf({ ...fieldsOf(course), title: ` ${course.title} `, capacity: '12' }, course),
    ).to.deep.equal({});
  });

  it('tell only what changed', () => {
    const typed = {
      ...fieldsOf(course),
      title: '새 이름',
      cover: { glyph: '茶', from: '#2b6249', to: '#7fa286' },
    };
    expect(changesOf(typed, course)).to.deep.equal({ title: '새 이름', cover: typed.cover });
  });

  it('are a course for the API once title and category are there', () => {
    const typed = { ...emptyFields('ko', 3), title: '말문 트기', categoryId: 'language', capacity: '8' };
    expect(CreateCourse.parse(inputOf(typed))).to.include({ title: '말문 트기', capacity: 8 });
  });

  it('are refused with no number for a capacity', () => {
    const typed = { ...emptyFields('ko', 0), title: '말문 트기', categoryId: 'language', capacity: '' };
    const wrong = CreateCourse.safeParse(inputOf(typed)).error?.issues.map(({ path }) => path.join('.'));
    expect(wrong).to.deep.equal(['capacity']);
  });

  it('offer only covers that the API takes', () => {
    for (const { from, to } of COVER_COLOURS) {
      for (const { glyph } of COVER_GLYPHS) {
        expect(CreateCourse.shape.cover.safeParse({ glyph, from, to }).success, `${glyph} ${from}`).to.equal(
          true,
        );
      }
    }
  });
});

describe('checklistOf', () => {
  const done = (course: CourseView) =>
    checklistOf(course)
      .filter(({ isDone }) => isDone)
      .map(({ name }) => name);

  it('asks for words and a category, and advises a lesson', () => {
    const bare = aCourse({ description: '', lessons: [] });
    expect(done(bare)).to.deep.equal(['title', 'category']);
    expect(mayPublish(checklistOf(bare))).to.equal(false);
    const written = aCourse({ lessons: [] });
    expect(done(written)).to.deep.equal(['title', 'description', 'category']);
    expect(mayPublish(checklistOf(written))).to.equal(true);
  });

  it('does not count lessons that are over or cancelled', () => {
    const [lesson] = aCourse().lessons;
    const over = aCourse({ lessons: [{ ...lesson, state: 'cancelled' }] });
    expect(done(over)).to.not.include('lesson');
    expect(done(aCourse())).to.include('lesson');
  });
});
