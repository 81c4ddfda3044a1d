import { describe, expect, it } from 'vitest';
import { CallBudget } from '../../services/orchestrator/generation/call-budget.js';

describe('CallBudget', () => {
  it('allows 20 extra calls at the start, then one per five successful calls', () => {
    const budget = new CallBudget();
    let atStart = 0;
    while (budget.take('retry')) atStart++;
    expect(atStart).toBe(20);
    let later = 0;
    for (let i = 0; i < 1_000; i++) {
      budget.recordSuccess();
      if (budget.take('hedge')) later++;
    }
    expect(later).toBeGreaterThanOrEqual(199);
    expect(later).toBeLessThanOrEqual(200);
    expect(budget.counts).toMatchObject({ done: 1_000, retry: 20, hedge: later });
    expect(budget.counts.refused).toBe(1 + 1_000 - later);
  });

  it('never has more tokens than at the start', () => {
    const budget = new CallBudget();
    for (let i = 0; i < 1_000; i++) budget.recordSuccess();
    let taken = 0;
    while (budget.take('hedge')) taken++;
    expect(taken).toBe(20);
  });
});
