/** Reads the text that Prometheus reads. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface ReadMetrics {
  /** By metric, as the TYPE lines say. */
  readonly types: ReadonlyMap<string, string>;
  readonly samples: readonly Sample[];
  /** The one sample of a name with these labels. */
  value(name: string, labels?: Readonly<Record<string, string>>): number | undefined;
}

/** @throws if a line is none of the format */
export function readPrometheusText(text: string): ReadMetrics {
  const types = new Map<string, string>();
  const samples: Sample[] = [];
  for (const line of text.split('\n')) {
    const [, typed = '', type = ''] = /^# TYPE (\S+) (counter|gauge|histogram|summary)$/.exec(line) ?? [];
    if (type !== '') types.set(typed, type);
    else if (line !== '' && !line.startsWith('# HELP ')) samples.push(sampleOf(line));
  }
  return {
    types,
    samples,
    value: (name, labels = {}) =>
      samples.find((sample) => {
        const fits = Object.entries(labels).every(([label, value]) => sample.labels[label] === value);
        return sample.name === name && fits;
      })?.value,
  };
}

function sampleOf(line: string): Sample {
  const match = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/.exec(line);
  if (match === null) throw new Error(`no sample: ${line}`);
  const [, name = '', labelText = '', value = ''] = match;
  const labels = [...labelText.matchAll(/([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"(?:,|$)/g)];
  return {
    name,
    labels: Object.fromEntries(labels.map(([, label = '', text = '']) => [label, text])),
    value: value === '+Inf' ? Number.POSITIVE_INFINITY : Number(value),
  };
}
