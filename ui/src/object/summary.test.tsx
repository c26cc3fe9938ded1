// @vitest-environment happy-dom
import { act } from 'react';
import { createRoot } from 'react-dom/client';
import { describe, expect, it } from 'vitest';
import type { ObjectDetail } from '../api/index.ts';
import { Summary } from './summary.tsx';

const hostile = '<img src=x onerror=alert(1)>';
const detail: ObjectDetail = {
  object: { group: '', kind: hostile, namespace: hostile, name: hostile },
  apiVersion: hostile,
  delivery: 'Application/argocd/cart',
  managed: true,
  health: { status: 'Degraded', why: hostile },
  summary: [{ name: hostile, value: 'javascript:alert(1)' }],
  labels: { [hostile]: hostile },
  annotations: {
    'link.argocd.argoproj.io/bad': 'javascript:alert(1)',
    'also-bad': 'data:text/html,<script>alert(1)</script>',
    good: 'https://example.com/docs',
  },
  problems: [],
};

describe('what comes from a cluster', () => {
  it('is text: markup is shown, and only web addresses are links', () => {
    const container = document.createElement('div');
    Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });
    act(() => createRoot(container).render(<Summary detail={detail} />));
    expect(container.querySelectorAll('img, script')).toHaveLength(0);
    expect(container.textContent).toContain(hostile);
    const links = [...container.querySelectorAll('a')];
    expect(links.map((link) => link.getAttribute('href'))).toEqual(['https://example.com/docs']);
    expect(links[0]?.rel).toContain('noopener');
  });
});
