import assert from "node:assert/strict";
import { test } from "node:test";

import { addresses, collection, connect, customer, message, single } from "../src/client.js";
import { apiKey, baseUrl, fault, newExternalId } from "./sandbox.js";

const client = connect(baseUrl, apiKey);

test("create, get, update, list, addresses, delete, and get returns 404", async () => {
  const externalId = newExternalId();
  const { data: created, response: creation } = await client.POST(collection, {
    body: { externalId, status: "active" },
  });
  assert.equal(creation.status, 201);
  assert.ok(created);
  assert.equal(created.externalId, externalId);
  assert.equal(created.status, "active");
  assert.deepEqual(created.accounts, []);
  assert.equal(created.createdAt, created.updatedAt);

  const { data: got } = await client.GET(single, customer(created.id));
  assert.deepEqual(got, created);

  const { data: updated } = await client.PUT(single, { ...customer(created.id), body: { status: "inactive" } });
  assert.ok(updated);
  assert.deepEqual(updated, { ...created, status: "inactive", updatedAt: updated.updatedAt });
  assert.ok(Date.parse(updated.updatedAt) >= Date.parse(created.updatedAt));

  const { data: all } = await client.GET(collection);
  assert.deepEqual(all?.find(({ id }) => id === created.id), updated);

  const { data: noAddresses } = await client.GET(addresses, customer(created.id));
  assert.deepEqual(noAddresses, []);

  const { response: deletion } = await client.DELETE(single, customer(created.id));
  assert.equal(deletion.status, 204);

  const { error, response: notFound } = await client.GET(single, customer(created.id));
  assert.equal(notFound.status, 404);
  assert.ok(error);
  assert.equal(message(error), "Customer not found");
});

test("get and list return an undocumented status", async () => {
  const { data: suspended } = await client.GET(single, customer("suspended-id"));
  assert.equal(suspended?.status, "suspended");
  assert.equal(suspended.accounts[0]?.customer?.status, "suspended");

  const { data: all } = await client.GET(collection);
  assert.deepEqual(all?.find(({ id }) => id === suspended.id), suspended);
});

test("get encodes any id as one path segment", async () => {
  for (const id of ["a+b", "ä ö", "x=1&y", "~(1)@"]) {
    const { error, response } = await client.GET(single, customer(id));
    assert.equal(response.status, 404);
    assert.ok(error);
    assert.equal(message(error), "Customer not found", `for the id ${id}`);
  }
});

test("list returns 401 for a wrong key", async () => {
  const { data, error, response } = await connect(baseUrl, "wrong").GET(collection);
  assert.equal(response.status, 401);
  assert.equal(data, undefined);
  assert.ok(error);
  assert.equal(message(error), "Unauthorized");
});

test("create returns 409 for a second customer with the same externalId", async () => {
  const body = { externalId: newExternalId(), status: "active" } as const;
  const { response: first } = await client.POST(collection, { body });
  assert.equal(first.status, 201);
  const { error, response } = await client.POST(collection, { body });
  assert.equal(response.status, 409);
  assert.ok(error);
  assert.equal(message(error), "A customer with this externalId exists");
});

test("create returns 400 with a message for an invalid request", async () => {
  const { error, response } = await client.POST(collection, { body: { externalId: "", status: "active" } });
  assert.equal(response.status, 400);
  assert.ok(error);
  assert.equal(message(error), "externalId should not be empty");
});

test("list returns 429 with Retry-After", async () => {
  const { error, response } = await client.GET(collection, fault("status;status=429;retry-after=7;remaining=0"));
  assert.equal(response.status, 429);
  assert.equal(response.headers.get("Retry-After"), "7");
  assert.equal(response.headers.get("X-RateLimit-Remaining"), "0");
  assert.ok(error);
  assert.equal(message(error), "Too Many Requests");
});

test("list returns 503 once, then 200", async () => {
  const once = fault(`status;status=503;times=1;id=${newExternalId()}`);
  const { error, response } = await client.GET(collection, once);
  assert.equal(response.status, 503);
  assert.ok(error);
  assert.equal(message(error), "Service Unavailable");
  const { response: again } = await client.GET(collection, once);
  assert.equal(again.status, 200);
});
