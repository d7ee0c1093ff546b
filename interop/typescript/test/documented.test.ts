import assert from "node:assert/strict";
import { test } from "node:test";

import type { Customer } from "../src/client.js";
import { ApiError, CustomerStatus, LinkSDK } from "../src/link-sdk.js";
import { apiKey, baseUrl } from "./sandbox.js";

const sdk = new LinkSDK(baseUrl, apiKey);

/** The documented customer, which the sandbox contains when it starts. */
const documented: Customer = {
  id: "customer-id",
  externalId: "customer-ext-001",
  status: "active",
  participantId: "participant-123",
  accounts: [],
  createdAt: "2026-04-02T09:00:00.000Z",
  updatedAt: "2026-04-02T09:00:00.000Z",
};

// The calls are copied from the vendor's documentation. The compiler checks their types, this test their results.
test("the documented calls compile and return the documented results", async () => {
  const customers: Customer[] = await sdk.customers.findAll();
  assert.deepEqual(customers.find(({ id }) => id === documented.id), documented);

  const customer: Customer = await sdk.customers.getById("customer-id");
  assert.deepEqual(customer, documented);

  const addresses: string[] = await sdk.customers.getAllAddressesForCustomer("customer-id");
  assert.deepEqual(addresses, [
    "0x742d35Cc6634C0532925a3b844Bc454e4438f44e",
    "7Y5P4E1XwP1h5ya9Lz7h2n3VgJY6QmE1K4m6mV9S1E2f",
  ]);

  const updated: Customer = await sdk.customers.update("customer-id", { status: CustomerStatus.INACTIVE });
  assert.deepEqual(updated, { ...documented, status: "inactive", updatedAt: updated.updatedAt });

  const deleted: void = await sdk.customers.delete("customer-id");
  assert.equal(deleted, undefined);
  await assert.rejects(sdk.customers.delete("customer-id"), (error) => {
    assert.ok(error instanceof ApiError);
    assert.equal(error.response.status, 404);
    return true;
  });

  const created: Customer = await sdk.customers.create({
    externalId: "customer-ext-001",
    status: CustomerStatus.ACTIVE,
  });
  assert.deepEqual(created, {
    ...documented,
    id: created.id,
    createdAt: created.createdAt,
    updatedAt: created.createdAt,
  });
});

// Calls that the documentation does not allow must not compile. This function is never called.
export const invalidCalls = async () => {
  // @ts-expect-error a status is required
  await sdk.customers.create({ externalId: "customer-ext-001" });
  // @ts-expect-error the status is the only field that can be changed
  await sdk.customers.update("customer-id", { externalId: "other", status: CustomerStatus.ACTIVE });
  // @ts-expect-error a status is one of the spec's values
  await sdk.customers.update("customer-id", { status: "ACTIVE" });
  // @ts-expect-error an id is a string
  await sdk.customers.getById(7);
  // @ts-expect-error findAll has no filter
  await sdk.customers.findAll({ status: CustomerStatus.ACTIVE });
};
