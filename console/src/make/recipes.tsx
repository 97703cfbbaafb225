// The recipes: sessions that Kaltura's guides recommend for a purpose, as a start for the fields.

import { useState } from 'preact/hooks';
import * as ks from '../ks';
import { Field } from '../parts/field';
import { Sentence } from '../parts/meaning';
import { rows } from '../privileges';
import { spell } from '../time';
import type { Fields } from './session';

/** The recipe for the most frequent question: the question, and the privileges of Kaltura's article about it. */
const ARTICLE = {
  name: 'complete-listings',
  label: 'I can’t see all entries or categories',
  privileges: 'all:*,disableentitlement',
};

/** Returns the recipes of the core, beginning with the one of the article. */
const recipes = () => [...ks.recipes()].sort((a, b) => Number(b.name === ARTICLE.name) - Number(a.name === ARTICLE.name));

const HOLE = /\{([^{}]+)\}/g;
const holes = (template: string) => [...template.matchAll(HOLE)].map(([, name]) => name ?? '');

/**
 * Returns the privileges of a recipe. A field without a value stays as `{name}`, which
 * shows where the value goes. The advice of the core names such placeholders.
 */
export function compose(recipe: ks.Recipe, values: Record<string, string>): string {
  if (recipe.name === ARTICLE.name) return ARTICLE.privileges;
  const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value.trim() !== ''));
  const filled = ks.fillRecipe(recipe.name, given);
  if (filled.ok) return filled.value;
  const any = (template: string) => holes(template).some((name) => name in given);
  const alternatives = recipe.parts.filter(({ need }) => need === 'one_of');
  const first = alternatives.some(({ template }) => any(template)) ? undefined : alternatives[0];
  return recipe.parts
    .filter((part) => part.need === 'required' || part === first || any(part.template))
    .map(({ template }) => template.replace(HOLE, (hole, name) => given[name] ?? hole))
    .join(',');
}

export function Recipes(props: { onFields: (change: Partial<Fields>) => void }) {
  const [chosen, setChosen] = useState<ks.Recipe>();
  const [values, setValues] = useState<Record<string, string>>({});

  function apply(recipe: ks.Recipe, filled: Record<string, string>) {
    setChosen(recipe);
    setValues(filled);
    props.onFields({
      type: recipe.type,
      expiry: String(recipe.expiry),
      endsAt: '',
      privileges: compose(recipe, filled),
      anonymous: recipe.anonymous,
    });
  }

  return (
    <div class="card recipes">
      <h2>Start from a recipe</h2>
      <div class="chips">
        {recipes().map((recipe) => (
          <button
            key={recipe.name}
            type="button"
            class="chip"
            aria-pressed={chosen?.name === recipe.name}
            onClick={() => (chosen?.name === recipe.name ? setChosen(undefined) : apply(recipe, {}))}
          >
            {label(recipe)}
          </button>
        ))}
      </div>
      {chosen !== undefined && (
        <div class="recipe" role="group" aria-label="The recipe">
          <p>
            <Sentence text={chosen.purpose} /> {chosen.type === 2 ? 'ADMIN' : 'USER'}
            {chosen.anonymous ? ', no user' : ''}, {spell(chosen.expiry)}. <Sentence text={chosen.note} />
          </p>
          <dl class="halves">
            {rows(compose(chosen, {})).map(({ name }) => (
              <Half key={name} name={name} />
            ))}
          </dl>
          <div class="grid">
            {chosen.fields.map(({ name, meaning, example }) => (
              <Field
                key={name}
                label={name}
                mono
                placeholder={example}
                hint={<Sentence text={meaning + (isNeeded(chosen, name) ? '' : ' (optional)')} />}
                value={values[name] ?? ''}
                onValue={(value) => apply(chosen, { ...values, [name]: value })}
              />
            ))}
          </div>
          <p class="note">Source: {chosen.source}</p>
        </div>
      )}
    </div>
  );
}

function label(recipe: ks.Recipe): string {
  if (recipe.name === ARTICLE.name) return ARTICLE.label;
  return recipe.purpose.charAt(0).toUpperCase() + recipe.purpose.slice(1);
}

const isNeeded = (recipe: ks.Recipe, name: string) =>
  recipe.parts.some(({ need, template }) => need !== 'optional' && holes(template).includes(name));

/** Shows one privilege of a recipe and what it does. */
function Half(props: { name: string }) {
  const info = ks.privilegesByName().get(props.name);
  return (
    <>
      <dt class="mono">{props.name}</dt>
      <dd>{info !== undefined && <Sentence text={info.meaning} />}</dd>
    </>
  );
}
