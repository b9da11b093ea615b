/** All executions of a run carry the same inputs, thousands of times a minute: each distinct set is checked once. */
import { readInputs, type InputsResult } from "../action-inputs.ts";
import type { RawInputs } from "../input-fields.ts";

export type InputsReader = (raw: RawInputs) => InputsResult;

const MAX_REMEMBERED = 200;

/** The same inputs come out as the same object, which lets `deliveryKey` remember its hash. */
export function createInputsReader(): InputsReader {
  const remembered = new Map<string, InputsResult>();
  return (raw) => {
    const text = JSON.stringify(raw);
    const known = remembered.get(text);
    if (known) return known;
    const result = readInputs(raw);
    if (remembered.size >= MAX_REMEMBERED) remembered.clear();
    remembered.set(text, result);
    return result;
  };
}
