export type { Answer } from "../delivery/answer.ts";
