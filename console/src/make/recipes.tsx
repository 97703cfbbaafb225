// The recipes: sessions that Kaltura's guides describe, as a start for the fields.

import { useState } from 'preact/hooks';
import * as ks from '../ks';
import { Field } from '../parts/field';
import { Meaning } from '../parts/meaning';
import { type Fields } from './session';
import { spell } from '../time';

type Recipe = ReturnType<typeof ks.recipes>[number];

/** The placeholders of a text, such as `{entry}`, each once. */
const holes = (text: string) => [...new Set([...text.matchAll(/\{([^{}]+)\}/g)].map(([, name]) => name ?? ''))];

export function Recipes(props: { fields: Fields; onFields: (change: Partial<Fields>) => void }) {
  const [chosen, setChosen] = useState<Recipe>();
  const [values, setValues] = useState<Record<string, string>>({});

  function apply(recipe: Recipe, filled: Record<string, string>) {
    const privileges = recipe.privileges.replace(/\{([^{}]+)\}/g, (hole, name) => filled[name] || hole);
    props.onFields({
      type: recipe.type,
      expiry: String(recipe.expiry),
      endsAt: '',
      privileges,
      anonymous: recipe.anonymous,
    });
  }

  return (
    <div class="card recipes">
      <h2>Start from a recipe</h2>
      <div class="chips">
        {ks.recipes().map((recipe) => (
          <button
            key={recipe.name}
            type="button"
            class="chip"
            aria-pressed={chosen === recipe}
            onClick={() => {
              if (chosen === recipe) return setChosen(undefined);
              setChosen(recipe);
              setValues({});
              apply(recipe, {});
            }}
          >
            {recipe.title}
          </button>
        ))}
      </div>
      {chosen !== undefined && (
        <div class="recipe">
          <p>
            <Meaning text={chosen.meaning} />
          </p>
          <p class="note">
            {chosen.type === 2 ? 'ADMIN' : 'USER'}, {chosen.anonymous ? 'no user, ' : ''}
            {spell(chosen.expiry)}
          </p>
          {holes(chosen.privileges).map((name) => (
            <Field
              key={name}
              label={name}
              value={values[name] ?? ''}
              onValue={(value) => {
                const next = { ...values, [name]: value };
                setValues(next);
                apply(chosen, next);
              }}
            />
          ))}
        </div>
      )}
    </div>
  );
}
