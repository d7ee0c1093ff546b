import com.ledgerlink.customers.ApiClient;
import com.ledgerlink.customers.api.CustomersApi;
import com.ledgerlink.customers.model.CreateCustomerRequest;
import com.ledgerlink.customers.model.Customer;
import com.ledgerlink.customers.model.CustomerStatus;
import com.ledgerlink.customers.model.ErrorBody;
import com.ledgerlink.customers.model.UpdateCustomerRequest;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.web.client.RestClientResponseException;

/** Prints the steps of ../story.sh with a client of openapi-generator's library restclient. */
class Story {
  static CustomersApi connect(String key) {
    var client = new ApiClient();
    client.setBasePath(System.getenv("LEDGERLINK_BASE_URL"));
    client.setApiKey(key);
    return new CustomersApi(client);
  }

  static String error(Runnable call) {
    try {
      call.run();
      return "no error";
    } catch (RestClientResponseException e) {
      return e.getStatusCode().value() + " " + e.getResponseBodyAs(ErrorBody.class).getMessage();
    }
  }

  public static void main(String[] args) {
    var api = connect(System.getenv("LEDGERLINK_API_KEY"));
    var request = new CreateCustomerRequest().externalId(UUID.randomUUID().toString()).status(CustomerStatus.ACTIVE);
    var created = api.createCustomerWithHttpInfo(request);
    System.out.println("create: " + created.getStatusCode().value() + " " + created.getBody().getStatus());
    var id = created.getBody().getId();
    System.out.println("get: " + api.getCustomer(id).getStatus());
    var inactive = new UpdateCustomerRequest().status(CustomerStatus.INACTIVE);
    System.out.println("update: " + api.updateCustomer(id, inactive).getStatus());
    var statuses = api.listCustomers().stream().collect(Collectors.toMap(Customer::getId, Customer::getStatus));
    System.out.println("list: " + statuses.get(id) + " " + statuses.get("suspended-id"));
    var addresses = api.listCustomerAddresses(id).size();
    System.out.println("addresses: " + addresses + " " + api.listCustomerAddresses("customer-id").size());
    System.out.println("duplicate: " + error(() -> api.createCustomer(request)));
    System.out.println("delete: " + api.deleteCustomerWithHttpInfo(id).getStatusCode().value());
    System.out.println("missing: " + error(() -> api.getCustomer(id)));
    System.out.println("key: " + error(() -> connect("wrong").listCustomers()));
  }
}
