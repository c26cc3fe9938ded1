import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { behaving, podTemplate, SimulatedCluster } from '../../testing/simulated-cluster.ts';

const start = Date.parse('2026-03-01T10:00:00Z');

describe('the log of a pod', () => {
  let cluster: SimulatedCluster;
  let url: string;

  const ask = (query: string, pod = 'p'): Promise<Response> =>
    fetch(`${url}/api/v1/namespaces/default/pods/${pod}/log?${query}`, { headers: { authorization: 'Bearer admin' } });
  const lines = async (query: string, pod?: string): Promise<string[]> => {
    const answer = await ask(query, pod);
    expect(answer.headers.get('content-type')).toBe('text/plain');
    return (await answer.text()).split('\n').slice(0, -1);
  };
  const refused = async (query: string, pod?: string): Promise<string> => {
    const answer = await ask(query, pod);
    return `${answer.status} ${((await answer.json()) as { message: string }).message}`;
  };
  const pod = async (name: string, behaviour = '', spec = {}): Promise<void> => {
    const template = behaving(podTemplate({}, spec), behaviour);
    await cluster.create('pods', { ...template, metadata: { ...(template['metadata'] as object), name } });
  };

  beforeEach(async () => {
    cluster = await SimulatedCluster.start(start);
    url = await cluster.serve();
  });
  afterEach(() => cluster.close());

  it('tells how it began and what it does, and never changes what it said', async () => {
    await pod('p');
    await cluster.pass(70_000);
    const all = await lines('');
    expect(all.slice(0, 3)).toEqual([
      'level=info msg="starting c" image=nginx:1',
      'level=info msg="configuration loaded"',
      'level=info msg="ready"',
    ]);
    expect(all.slice(3)).toHaveLength(4);
    expect(all[4]).toMatch(/^level=info msg="handled requests" count=\d+ errors=0 slowest=\d+ms$/);
    await cluster.pass(60_000);
    expect((await lines('')).slice(0, all.length)).toEqual(all);
  });

  it('gives the part that is wanted', async () => {
    await pod('p');
    await cluster.pass(70_000);
    const all = await lines('');
    expect(await lines('tailLines=2')).toEqual(all.slice(-2));
    expect(await lines('tailLines=0')).toEqual([]);
    expect(await lines('sinceSeconds=1000')).toEqual(all);
    expect(await lines('sinceSeconds=20')).toEqual(all.slice(-1));
    expect(await lines('sinceTime=2026-03-01T10:00:05Z&tailLines=1')).toEqual(all.slice(-1));
    expect(await (await ask('limitBytes=20')).text()).toBe((all[0] ?? '').slice(0, 20));
    const stamped = await lines('timestamps=true');
    expect(stamped[1]).toBe(`2026-03-01T10:00:00.008000000Z ${all[1]}`);
    expect(stamped.map((line) => line.slice(31))).toEqual(all);
  });

  it('says what it does not understand', async () => {
    await pod('p');
    await pod('two', '', { containers: ['a', 'b'].map((name) => ({ name, image: 'nginx:1' })) });
    await cluster.pass(1000);
    expect(await refused('tailLines=-1')).toBe(
      '422 PodLogOptions "p" is invalid: tailLines: Invalid value: -1: must be greater than or equal to 0',
    );
    expect(await refused('limitBytes=0')).toContain('limitBytes: Invalid value: 0: must be greater than 0');
    expect(await refused('sinceSeconds=0')).toContain('sinceSeconds: Invalid value: 0: must be greater than 0');
    expect(await refused('sinceSeconds=1&sinceTime=2026-03-01T10:00:05Z')).toContain('at most one of');
    expect(await refused('tailLines=many')).toMatch(/^400 .*invalid syntax$/);
    expect(await refused('container=x')).toBe('400 container x is not valid for pod p');
    expect(await refused('', 'two')).toBe('400 a container name must be specified for pod two, choose one of: [a b]');
    expect(await refused('previous=true')).toBe('400 previous terminated container "c" in pod "p" not found');
    expect(await refused('', 'nobody')).toBe('404 pods "nobody" not found');
    expect(await lines('container=b', 'two')).toContain('level=info msg="starting b" image=nginx:1');
  });

  it('says why a container has written nothing yet, and why it crashed', async () => {
    await pod('pull', 'image-pull-error');
    await pod('crash', 'crash-loop');
    await pod('slow', 'slow');
    await cluster.pass(1000);
    expect(await refused('', 'pull')).toBe(
      '400 container "c" in pod "pull" is waiting to start: trying and failing to pull image',
    );
    expect(await refused('', 'slow')).toBe('400 container "c" in pod "slow" is not available');
    expect((await lines('', 'crash')).at(-1)).toBe('level=fatal msg="c has failed: simulated" code=1');
    expect(await lines('previous=true', 'crash')).toEqual(await lines('', 'crash'));
  });

  it('is followed to the end of the work, or of the pod', async () => {
    const job = { metadata: { name: 'j' }, spec: { template: podTemplate({}, { restartPolicy: 'Never' }) } };
    await cluster.create('jobs', job);
    await pod('p');
    await cluster.pass(50, 2);
    const work = ask(
      'follow=true',
      cluster.names('pods').find((name) => name.startsWith('j-')),
    );
    const followed = ask('follow=true&tailLines=1');
    const answers = await Promise.all([work, followed]);
    await cluster.pass(40_000);
    expect(await answers[0].text()).toMatch(
      /starting c.*\n.*configuration loaded.*\n(.*ready.*\n)?.*c has finished"\n$/,
    );
    await cluster.delete('pods', 'p');
    await cluster.pass(31_000);
    expect((await answers[1].text()).split('\n').length).toBeGreaterThan(3);
  });

  it('is what its handler says', async () => {
    await pod('p');
    await cluster.pass(100);
    const detach = cluster.pods.attach((object) => object.metadata.name === 'p', {
      async *logs(target, follow) {
        for (const text of ['one', 'two', 'three'])
          yield { time: start + text.length, text: `${target.container} ${text}` };
        if (follow) yield { time: start + 9, text: 'live' };
      },
    });
    expect(await lines('tailLines=2')).toEqual(['c two', 'c three']);
    expect(await lines('tailLines=1&follow=true')).toContain('live');
    detach();
    expect(await lines('tailLines=1')).toEqual(['level=info msg="ready"']);
  });

  it('does not grow without end', async () => {
    await pod('p');
    await cluster.pass(100);
    await cluster.clock.advance(4 * 24 * 3600 * 1000);
    const all = await lines('');
    expect(all.length).toBeLessThan(20_010);
    expect(all[0]).not.toContain('starting');
  });
});
