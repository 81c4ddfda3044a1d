import { describe, expect, it } from 'vitest';
import { CallBudget } from '../../services/orchestrator/generation/call-budget.js';

describe('the budget of calls made again', () => {
  it('has some for a start, then one for five that went well', () => {
    const budget = new CallBudget();
    let atOnce = 0;
    while (budget.take('retry')) atOnce++;
    expect(atOnce).toBe(20);
    let later = 0;
    for (let i = 0; i < 1_000; i++) {
      budget.done();
      if (budget.take('hedge')) later++;
    }
    expect(later).toBeGreaterThanOrEqual(199);
    expect(later).toBeLessThanOrEqual(200);
    expect(budget.counts).toMatchObject({ done: 1_000, retry: 20, hedge: later });
    expect(budget.counts.refused).toBe(1 + 1_000 - later);
  });

  it('saves up no more than it began with', () => {
    const budget = new CallBudget();
    for (let i = 0; i < 1_000; i++) budget.done();
    let taken = 0;
    while (budget.take('hedge')) taken++;
    expect(taken).toBe(20);
  });
});
