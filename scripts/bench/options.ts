/**
 * The dropdown of saved messages, fifty of them, against an Express route that parses, checks the signature, reads the same
 * rows and answers: what a builder waits for.
 */
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import type { BenchResult } from "./bench-result.ts";
import { median, twoDigits } from "./figures.ts";
import { PORTAL_ID } from "./load/request.ts";
import { closedLoad, startProcess, stopProcess, type Running } from "./servers/running.ts";

const CONTENDERS = ["service", "select"] as const;
type Contender = (typeof CONTENDERS)[number];

const MESSAGES = 50;
const WARM_UPS = 2;
const ROUNDS = 5;
const LOAD = { requests: 4000, connections: 32, ask: "options" } as const;

export async function benchOptions(say: (line: string) => void): Promise<BenchResult> {
  const folder = await mkdtemp(join(tmpdir(), "line-audience-bench-"));
  await chmod(folder, 0o755);
  const servers = {} as Record<Contender, Running>;
  try {
    for (const name of CONTENDERS) {
      servers[name] = await startProcess(`./${name}-server.ts`, join(folder, name));
      await saveMessages(servers[name].databaseUrl);
    }
    const rates: Record<Contender, number[]> = { service: [], select: [] };
    for (let round = 1 - WARM_UPS; round <= ROUNDS; round += 1) {
      for (const name of CONTENDERS) {
        const rate = await closedLoad(servers[name], "options", LOAD);
        if (round > 0) rates[name].push(rate);
      }
      say(
        `round ${Math.max(round, 0)} of ${ROUNDS}: ${CONTENDERS.map((name) => `${name} ${rates[name].at(-1) ?? "warm"}`).join(", ")}`,
      );
    }
    const against = rates.service.map((rate, round) => rate / (rates.select[round] ?? Number.NaN));
    return {
      bench: "options",
      figures: {
        service_per_second: median(rates.service),
        select_per_second: median(rates.select),
        messages: MESSAGES,
        rounds: ROUNDS,
      },
      ratios: { vs_select: twoDigits(median(against)) },
    };
  } finally {
    for (const server of Object.values(servers)) await stopProcess(server);
    await rm(folder, { recursive: true, force: true });
  }
}

async function saveMessages(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(
    `insert into saved_messages (id, portal_id, name, messages, created_at, updated_at)
     select gen_random_uuid(), $1, 'Message ' || n,
       jsonb_build_array(jsonb_build_object('type', 'text', 'text', repeat('The autumn blend is here. ', 20))), now(), now()
     from generate_series(1, $2::int) n`,
    [PORTAL_ID, MESSAGES],
  );
  await client.end();
}
