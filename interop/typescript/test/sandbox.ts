import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";

/** A variable that with-sandbox.sh sets. */
const setting = (name: string): string => {
  const value = process.env[name];
  assert.ok(value, `${name} is not set: run the suite with run.sh`);
  return value;
};

export const baseUrl = setting("LEDGERLINK_BASE_URL");
export const apiKey = setting("LEDGERLINK_API_KEY");

/** An identifier that no other test uses. */
export const newExternalId = (): string => `typescript-${randomUUID()}`;

/** The request header by which the sandbox is asked for a fault. */
export const fault = (text: string) => ({ headers: { "X-Sandbox-Fault": text } });
