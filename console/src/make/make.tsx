// The Make tab: the fields of session.start, and the KS that they make.

import { useEffect, useMemo, useState } from 'preact/hooks';
import { clock } from '../time';
import { AnswerCard } from './answer';
import { Builder } from './builder';
import { CodeCard } from './code';
import { FieldsCard } from './fields';
import { Recipes } from './recipes';
import { ResultCard } from './result';
import { type Fields, check, make } from './session';

export function Make(props: {
  fields: Fields;
  onFields: (fields: Fields) => void;
  secret: string;
  onSecret: (secret: string) => void;
  onForget: () => void;
  onInspect: (ks: string) => void;
}) {
  const { fields, onFields, secret } = props;
  const [round, setRound] = useState(0);
  const [now, setNow] = useState(clock);
  useEffect(() => {
    const timer = setInterval(() => setNow(clock()), 5000);
    return () => clearInterval(timer);
  }, []);
  // A new KS for each change, with the clock of that moment.
  const result = useMemo(() => make(fields, secret, clock()), [fields, secret, round]);
  const { advice, problems } = useMemo(() => check(fields, clock()), [fields]);
  const set = (change: Partial<Fields>) => onFields({ ...fields, ...change });
  const wrong = result.kind === 'refused' ? [result.problem, ...problems] : problems;

  return (
    <div class="columns">
      <Recipes onFields={set} />
      <section class="column" aria-label="Session">
        <FieldsCard
          fields={fields}
          onFields={set}
          secret={secret}
          onSecret={props.onSecret}
          onForget={props.onForget}
          problems={wrong}
          now={now}
        >
          <Builder text={fields.privileges} onText={(privileges) => set({ privileges })} problem={wrong.find(({ field }) => field === 'privileges')?.message} />
        </FieldsCard>
      </section>
      <section class="column" aria-label="Result">
        <ResultCard
          result={result}
          admin={fields.type === 2}
          advice={advice}
          now={now}
          onAnother={() => setRound(round + 1)}
          onInspect={props.onInspect}
        />
        <CodeCard fields={fields} />
        <AnswerCard result={result} partnerId={fields.partnerId} />
      </section>
    </div>
  );
}
