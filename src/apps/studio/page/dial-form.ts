/** The form with the encoder's dials. */

import type { Settings } from './command-line.js';
import { type ChoiceDial, DIALS, type Dial, type NumberDial, type RangeDial } from './dials.js';
import { make } from './dom.js';

/** A dial's field in the form. */
interface Field {
  readonly element: HTMLElement;
  /** @throws RangeError when its value is not valid for the dial */
  read(): unknown;
  /** `undefined` restores the initial value. */
  write(value: unknown): void;
}

/** The dials as a form. `listener` is called whenever one changes. */
export class DialForm {
  readonly #fields: ReadonlyMap<Dial['option'], Field>;

  constructor(form: HTMLFormElement, listener: () => void) {
    this.#fields = new Map(DIALS.map((dial) => [dial.option, makeField(dial)]));
    for (const { element } of this.#fields.values()) form.append(element);
    form.addEventListener('input', listener);
  }

  /** The settings; `undefined` when some field has a value that is not valid. */
  read(): Settings | undefined {
    try {
      return Object.fromEntries([...this.#fields].map(([option, field]) => [option, field.read()])) as Settings;
    } catch {
      return undefined;
    }
  }

  write(settings: Settings): void {
    for (const [option, field] of this.#fields) field.write(settings[option]);
  }
}

function makeField(dial: Dial): Field {
  if (dial.kind === 'range') return makeRange(dial);
  if (dial.kind === 'number') return makeNumber(dial);
  if (dial.kind === 'choice') return makeChoice(dial);
  const input = make('input', {
    type: 'checkbox',
    id: `dial-${dial.option}`,
    'aria-describedby': `hint-${dial.option}`,
  });
  const label = make('label', { class: 'check' }, input, ` ${dial.label}`);
  return {
    element: make('div', { class: 'field switch' }, label, hintOf(dial)),
    read: () => input.checked,
    write: (value) => {
      input.checked = value === true;
    },
  };
}

function hintOf({ option, hint }: Dial): HTMLElement {
  return make('small', { id: `hint-${option}` }, hint);
}

function makeRange(dial: RangeDial): Field {
  const { option, min, max, initial } = dial;
  const id = `dial-${option}`;
  const input = make('input', { type: 'range', id, min, max, value: initial, 'aria-describedby': `hint-${option}` });
  const output = make('output', { for: id, 'aria-live': 'off' });
  const show = () => {
    output.textContent = input.value;
    input.style.setProperty('--share', String((input.valueAsNumber - min) / (max - min)));
  };
  input.addEventListener('input', show);
  show();
  const head = make('div', { class: 'field-head' }, make('label', { for: id }, dial.label), output);
  const ends = make('div', { class: 'ends', 'aria-hidden': 'true' }, ...dial.ends.map((end) => make('span', {}, end)));
  return {
    element: make('div', { class: 'field wide' }, head, input, ends, hiddenHint(dial)),
    read: () => input.valueAsNumber,
    write: (value) => {
      input.value = String(value ?? initial);
      show();
    },
  };
}

/** A hint for people who can't see the ends. */
function hiddenHint(dial: Dial): HTMLElement {
  const hint = hintOf(dial);
  hint.className = 'hidden';
  return hint;
}

function makeNumber(dial: NumberDial): Field {
  const { option, min, max, step } = dial;
  const id = `dial-${option}`;
  const input = make('input', {
    ...{ type: 'number', id, min, max, step, inputmode: step === 1 ? 'numeric' : 'decimal', placeholder: 'auto' },
    'aria-describedby': `hint-${option}`,
  });
  const hint = hintOf(dial);
  const check = () => {
    const isValid = input.validity.valid;
    input.setAttribute('aria-invalid', String(!isValid));
    hint.textContent = isValid ? dial.hint : `${step === 1 ? 'A whole number' : 'A number'} from ${min} to ${max}.`;
    return isValid;
  };
  input.addEventListener('input', check);
  return {
    element: make('div', { class: 'field' }, make('label', { for: id }, dial.label), input, hint),
    read: () => {
      if (!check()) throw new RangeError(option);
      return input.value === '' ? undefined : input.valueAsNumber;
    },
    write: (value) => {
      input.value = value === undefined ? '' : String(value);
      check();
    },
  };
}

function makeChoice(dial: ChoiceDial): Field {
  const id = `dial-${dial.option}`;
  const options = dial.choices.map(({ label }, index) => make('option', { value: index }, label));
  const select = make('select', { id, 'aria-describedby': `hint-${dial.option}` }, ...options);
  const write = (value: unknown) => {
    select.selectedIndex = dial.choices.findIndex((choice) => choice.value === value);
  };
  write(dial.initial);
  return {
    element: make('div', { class: 'field' }, make('label', { for: id }, dial.label), select, hintOf(dial)),
    read: () => dial.choices[select.selectedIndex].value,
    write: (value) => write(value ?? dial.initial),
  };
}
