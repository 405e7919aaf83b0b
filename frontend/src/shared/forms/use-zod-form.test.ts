import { expect } from 'chai';
import { defineComponent, h } from 'vue';
import { z } from 'zod';
import { mountInApp, until } from '../../../test/mount.js';
import { ApiError } from '../errors.js';
import UiField from '../ui/UiField.vue';
import UiFormTroubles from '../ui/UiFormTroubles.vue';
import UiInput from '../ui/UiInput.vue';
import { useZodForm } from './use-zod-form.js';

const Course = z.strictObject({
  title: z.string().trim().min(1).max(20),
  capacity: z.int().min(1).max(1000),
});
type Sent = z.output<typeof Course>;
interface FieldSlot {
  id: string;
  describedBy: string | undefined;
  invalid: boolean;
}

describe('useZodForm', () => {
  let close = () => {};

  function open(send: (course: Sent) => Promise<unknown> = () => Promise.resolve()) {
    const sent: Sent[] = [];
    let form: ReturnType<typeof make> | undefined;
    const make = () =>
      useZodForm({
        schema: Course,
        initial: { title: '', capacity: '30' },
        toInput: ({ title, capacity }) => ({ title, capacity: Number(capacity) }),
        say: (path) => (path === 'title' ? '이름을 적어 주세요.' : undefined),
        send: (course) => {
          sent.push(course);
          return send(course);
        },
      });
    const page = mountInApp(
      defineComponent({
        setup: () => {
          const { values, errors, failure, waitSec, submit } = (form = make());
          const field = (name: 'title' | 'capacity') =>
            h(
              UiField,
              { label: name, error: errors.value[name] },
              {
                default: (slot: FieldSlot) =>
                  h(UiInput, {
                    ...slot,
                    name,
                    modelValue: values[name],
                    'onUpdate:modelValue': (value: string | undefined) => (values[name] = value ?? ''),
                  }),
              },
            );
          return () =>
            h('form', { onSubmit: submit }, [
              h(UiFormTroubles, {
                failure: failure.value,
                waitSec: waitSec.value,
                errors: errors.value,
                labels: { title: '제목', capacity: '정원' },
              }),
              field('title'),
              field('capacity'),
            ]);
        },
      }),
    );
    close = () => {
      page.unmount();
    };
    const fill = (name: string, value: string) => page.get(`input[name=${name}]`).setValue(value);
    const submit = () => page.get('form').trigger('submit');
    return { page, sent, fill, submit, form: () => form ?? make() };
  }

  afterEach(() => {
    close();
  });

  it('sends what the schema makes of the fields', async () => {
    const { sent, fill, submit } = open();
    await fill('title', '  한글 서예 ');
    await submit();
    expect(sent).to.deep.equal([{ title: '한글 서예', capacity: 30 }]);
  });

  it('says nothing before the first attempt', async () => {
    const { page, fill } = open();
    await fill('capacity', '0');
    expect(page.findAll('[aria-invalid=true]')).to.have.length(0);
  });

  it('leads to the first mistake, and names all of them as links', async () => {
    const { page, sent, fill, submit } = open();
    await fill('capacity', '0');
    await submit();
    await until(() => document.activeElement?.getAttribute('name') === 'title', 'the focus on the title');
    expect(sent).to.deep.equal([]);
    const links = page.findAll('section button');
    expect(links.map((link) => link.text())).to.deep.equal([
      '제목: 이름을 적어 주세요.',
      '정원: 1 이상으로 적어 주세요.',
    ]);
    await links[1]?.trigger('click');
    expect(document.activeElement?.getAttribute('name')).to.equal('capacity');
  });

  it('takes a mistake away as soon as it is mended', async () => {
    const { page, fill, submit } = open();
    await submit();
    expect(page.findAll('[aria-invalid=true]')).to.have.length(1);
    await fill('title', '서예');
    expect(page.findAll('[aria-invalid=true]')).to.have.length(0);
  });

  it('marks the fields that the server refused, until they change', async () => {
    const refusal = new ApiError('request.invalid', {
      status: 400,
      fields: [{ path: 'capacity', message: 'no' }],
    });
    const { page, fill, submit } = open(() => Promise.reject(refusal));
    await fill('title', '서예');
    await submit();
    await until(
      () => document.activeElement?.getAttribute('name') === 'capacity',
      'the focus on the capacity',
    );
    expect(page.get('[role=alert]').text()).to.include('보낸 내용에 잘못된 곳이 있어요.');
    await fill('capacity', '20');
    expect(page.findAll('[aria-invalid=true]')).to.have.length(0);
  });

  it('takes no second press while the first is under way', async () => {
    let done = () => {};
    const { sent, fill, submit } = open(() => new Promise<void>((resolve) => (done = resolve)));
    await fill('title', '서예');
    await submit();
    await submit();
    expect(sent).to.have.length(1);
    done();
  });

  it('counts down the pause that the server asked for, and sends nothing meanwhile', async () => {
    const pause = new ApiError('request.too_many', { status: 429, retryAfterSec: 90 });
    const { page, sent, fill, submit } = open(() => Promise.reject(pause));
    await fill('title', '서예');
    await submit();
    await until(() => page.text().includes('2분 뒤에'), 'the time to wait');
    await submit();
    expect(sent).to.have.length(1);
  });

  it('knows whether anything was changed', async () => {
    const { fill, form } = open();
    expect(form().isChanged.value).to.equal(false);
    await fill('title', '서예');
    expect(form().isChanged.value).to.equal(true);
    form().reset({ title: '서예', capacity: '12' });
    expect(form().isChanged.value).to.equal(false);
    expect(form().values.capacity).to.equal('12');
  });
});
