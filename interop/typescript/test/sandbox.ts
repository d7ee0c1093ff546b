import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";

/** Returns an environment variable that with-sandbox.sh sets. */
const setting = (name: string): string => {
  const value = process.env[name];
  assert.ok(value, `${name} is not set: run the suite with run.sh`);
  return value;
};

export const baseUrl = setting("LEDGERLINK_BASE_URL");
export const apiKey = setting("LEDGERLINK_API_KEY");

/** Returns an identifier that no other test uses. */
export const newExternalId = (): string => `typescript-${randomUUID()}`;

/** Returns the request header that injects a fault. */
export const fault = (value: string) => ({ headers: { "X-Sandbox-Fault": value } });
