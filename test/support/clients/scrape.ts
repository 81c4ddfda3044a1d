/** Values of the series of a Prometheus text. The key is the name with its labels, as written in the text. */
export type Scrape = Map<string, number>;

export async function scrape(address: string): Promise<Scrape> {
  const response = await fetch(`http://${address}/metrics`);
  if (response.status !== 200) throw new Error(`metrics: ${response.status}`);
  return parseScrape(await response.text());
}

export function parseScrape(text: string): Scrape {
  const series: Scrape = new Map();
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    const at = line.lastIndexOf(' ');
    series.set(line.slice(0, at), Number(line.slice(at + 1)));
  }
  return series;
}

/** Returns the growth of a series; a missing series counts as 0. */
export function growth(before: Scrape, after: Scrape, series: string): number {
  return (after.get(series) ?? 0) - (before.get(series) ?? 0);
}

/** Returns the growth of each series of a metric with one label, by the value of that label; unchanged series are left out. */
export function grown(before: Scrape, after: Scrape, metric: string): Record<string, number> {
  const found: Record<string, number> = {};
  for (const series of after.keys()) {
    const [name, labels = ''] = series.split('{');
    const by = growth(before, after, series);
    if (name === metric && by !== 0) found[/"(.*)"/.exec(labels)?.[1] ?? ''] = by;
  }
  return found;
}
