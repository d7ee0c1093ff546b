package com.ledgerlink.interop;

import static com.ledgerlink.interop.Sandbox.assertFails;
import static com.ledgerlink.interop.Sandbox.connect;
import static com.ledgerlink.interop.Sandbox.fault;
import static com.ledgerlink.interop.Sandbox.newExternalId;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.ledgerlink.customers.ApiException;
import com.ledgerlink.customers.model.CreateCustomerRequest;
import com.ledgerlink.customers.model.Customer;
import com.ledgerlink.customers.model.CustomerStatus;
import com.ledgerlink.customers.model.UpdateCustomerRequest;
import java.time.OffsetDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests all operations and the common errors with the client generated from the spec. */
class CustomersTest {
  private static CreateCustomerRequest active(String externalId) {
    return new CreateCustomerRequest().externalId(externalId).status(CustomerStatus.ACTIVE);
  }

  @Test
  void lifecycle() throws ApiException {
    var api = connect();
    var externalId = newExternalId();
    var response = api.createCustomerWithHttpInfo(active(externalId));
    assertEquals(201, response.getStatusCode());
    var created = response.getData();
    assertEquals(externalId, created.getExternalId());
    assertEquals("active", created.getStatus());
    assertEquals(List.of(), created.getAccounts());
    assertEquals(created.getCreatedAt(), created.getUpdatedAt());

    assertEquals(created, api.getCustomer(created.getId()));

    var inactive = new UpdateCustomerRequest().status(CustomerStatus.INACTIVE);
    var updated = api.updateCustomer(created.getId(), inactive);
    assertEquals("inactive", updated.getStatus());
    assertEquals(created.getCreatedAt(), updated.getCreatedAt());
    assertFalse(updated.getUpdatedAt().isBefore(created.getUpdatedAt()));

    assertTrue(api.listCustomers().contains(updated));
    assertEquals(List.of(), api.listCustomerAddresses(created.getId()));

    assertEquals(204, api.deleteCustomerWithHttpInfo(created.getId()).getStatusCode());
    assertFails(404, "Customer not found", () -> api.getCustomer(created.getId()));
  }

  @Test
  void get_documentedCustomer() throws ApiException {
    var timestamp = OffsetDateTime.parse("2026-04-02T09:00:00.000Z");
    var documented =
        new Customer()
            .id("customer-id")
            .externalId("customer-ext-001")
            .status("active")
            .participantId("participant-123")
            .accounts(List.of())
            .createdAt(timestamp)
            .updatedAt(timestamp);
    assertEquals(documented, connect().getCustomer("customer-id"));
    assertEquals(
        List.of("0x742d35Cc6634C0532925a3b844Bc454e4438f44e", "7Y5P4E1XwP1h5ya9Lz7h2n3VgJY6QmE1K4m6mV9S1E2f"),
        connect().listCustomerAddresses("customer-id"));
  }

  @Test
  void get_undocumentedStatus() throws ApiException {
    var suspended = connect().getCustomer("suspended-id");
    assertEquals("suspended", suspended.getStatus());
    assertEquals("suspended", suspended.getAccounts().get(0).getCustomer().getStatus());
    assertTrue(connect().listCustomers().contains(suspended));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a+b", "ä ö", "x=1&y", "~(1)@"})
  void get_encodesIdAsOnePathSegment(String id) {
    assertFails(404, "Customer not found", () -> connect().getCustomer(id));
  }

  @Test
  void list_wrongKey() {
    assertFails(401, "Unauthorized", () -> connect("wrong").listCustomers());
  }

  @Test
  void create_duplicate() throws ApiException {
    var api = connect();
    var body = active(newExternalId());
    api.createCustomer(body);
    assertFails(409, "A customer with this externalId exists", () -> api.createCustomer(body));
  }

  @Test
  void create_invalidRequest() {
    assertFails(400, "externalId should not be empty", () -> connect().createCustomer(active("")));
  }

  @Test
  void list_rateLimited() {
    var headers = fault("status;status=429;retry-after=7;remaining=0");
    var error = assertFails(429, "Too Many Requests", () -> connect().listCustomers(headers));
    assertEquals("7", error.getResponseHeaders().firstValue("Retry-After").orElseThrow());
    assertEquals(0, error.getResponseHeaders().firstValueAsLong("X-RateLimit-Remaining").orElseThrow());
  }

  @Test
  void list_unavailableOnce() throws ApiException {
    var once = fault("status;status=503;times=1;id=" + newExternalId());
    assertFails(503, "Service Unavailable", () -> connect().listCustomers(once));
    assertFalse(connect().listCustomers(once).isEmpty());
  }
}
