/** What a port is asked, and what a good answer looks like in our words. */
import Joi from "joi";

export interface Question<Port> {
  readonly ask: (port: Port) => Promise<unknown>;
  readonly value: Joi.Schema;
  /** Paths of the platform whose answers are distorted, longest first. */
  readonly paths: readonly string[];
}

export const number = Joi.number().unsafe().required();
export const count = number.allow(null);
export const text = Joi.string().allow("").required();
export const texts = Joi.array().items(Joi.string().allow("")).required();
export const id = Joi.number().integer().positive().required();
