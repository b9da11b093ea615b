/** How every command of package.json reads what stands behind `--`, and ends when something is wrong. */
import { parseArgs, type ParseArgsConfig } from "node:util";

/**
 * Options and words behind the command. `usage`: how it is called, printed for `--help` (exit code 0) and below the name
 * of what was not understood (exit code 2).
 */
export function readCommandLine<const T extends ParseArgsConfig>(
  usage: string,
  config: T,
): ReturnType<typeof parseArgs<T>> {
  const help = process.argv.includes("--help") || process.argv.includes("-h");
  if (help) {
    process.stdout.write(`${usage}\n`);
    process.exit(0);
  }
  try {
    return parseArgs(config);
  } catch (error) {
    process.stderr.write(`${messageOf(error)}\n${usage}\n`);
    process.exit(2);
  }
}

/** `text` of `--name` as a whole number from `least`; throws an error that says so. */
export function wholeNumber(name: string, text: string, least: number): number {
  const number = Number(text);
  if (text.trim() !== "" && Number.isSafeInteger(number) && number >= least) return number;
  throw new Error(`--${name} takes a whole number from ${least}, not ${text === "" ? "nothing" : text}`);
}

/** Runs the command; what it throws is printed as a sentence, a mistake of ours with where it was, and exit code `failed`. */
export function runCommand(main: () => Promise<void>, failed = 1): void {
  main().catch((error: unknown) => {
    const ours = MISTAKES.some((kind) => error instanceof kind);
    process.stderr.write(`${(ours && (error as Error).stack) || messageOf(error)}\n`);
    process.exitCode = failed;
  });
}

const MISTAKES = [RangeError, ReferenceError, TypeError];

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // Where several addresses were tried, the error itself says nothing.
  return error.message || (error as NodeJS.ErrnoException).code || error.name;
}
