import type { ReactNode } from 'react';
import type { Delivery } from '../api/index.ts';
import { Problem } from '../design/problem.tsx';

/** What is wrong with a delivery: its problems, and what its operation could not do. Nothing where all is well. */
export function Messages({ delivery }: { readonly delivery: Delivery }): ReactNode {
  const { problems, operation } = delivery;
  const failed = operation?.results.filter(({ status }) => status === 'failed') ?? [];
  if (problems.length === 0 && failed.length === 0) return null;
  return (
    <section className="messages" aria-label="Problems">
      {problems.map((problem) => (
        <Problem
          key={`${problem.code} ${problem.object ?? ''} ${problem.file ?? ''} ${problem.message}`}
          of={problem}
        />
      ))}
      {failed.slice(0, 5).map(({ object, message }) => (
        <Problem
          key={`${object.group}/${object.kind}/${object.namespace}/${object.name}`}
          of={{
            message: message ?? 'It could not be applied.',
            object: `${object.kind}/${object.namespace}/${object.name}`,
          }}
        />
      ))}
      {failed.length > 5 && <p className="soft">and {failed.length - 5} further objects could not be applied</p>}
    </section>
  );
}
