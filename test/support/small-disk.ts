/** A small file system, which only root on Linux may mount, and which a file can fill. */
import { execFileSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** False where it may not be mounted. `size`: as the option of tmpfs has it. */
export function mount(at: string, size: string): boolean {
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${size},mode=755`, "tmpfs", at], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

export const unmount = (at: string): void => void execFileSync("umount", ["-l", at]);

export function mayMount(): boolean {
  const probe = mkdtempSync(join(tmpdir(), "line-audience-probe-"));
  const mounted = mount(probe, "1m");
  if (mounted) unmount(probe);
  rmSync(probe, { recursive: true });
  return mounted;
}

/** Writes until nothing more fits. */
export function fillDisk(file: string): void {
  const block = Buffer.alloc(64 * 1024);
  const target = openSync(file, "w");
  try {
    for (;;) writeSync(target, block);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
  } finally {
    closeSync(target);
  }
}
