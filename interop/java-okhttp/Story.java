import com.ledgerlink.customers.ApiClient;
import com.ledgerlink.customers.ApiException;
import com.ledgerlink.customers.api.CustomersApi;
import com.ledgerlink.customers.model.CreateCustomerRequest;
import com.ledgerlink.customers.model.Customer;
import com.ledgerlink.customers.model.CustomerStatus;
import com.ledgerlink.customers.model.ErrorBody;
import com.ledgerlink.customers.model.UpdateCustomerRequest;
import java.util.UUID;
import java.util.stream.Collectors;

/** Prints the steps of ../story.sh with a client of openapi-generator's library okhttp-gson. */
class Story {
  interface Call {
    void run() throws ApiException;
  }

  static CustomersApi connect(String key) {
    var client = new ApiClient();
    client.setBasePath(System.getenv("LEDGERLINK_BASE_URL"));
    client.setApiKey(key);
    return new CustomersApi(client);
  }

  static String error(Call call) throws Exception {
    try {
      call.run();
      return "no error";
    } catch (ApiException e) {
      return e.getCode() + " " + ErrorBody.fromJson(e.getResponseBody()).getMessage();
    }
  }

  public static void main(String[] args) throws Exception {
    var api = connect(System.getenv("LEDGERLINK_API_KEY"));
    var request = new CreateCustomerRequest().externalId(UUID.randomUUID().toString()).status(CustomerStatus.ACTIVE);
    var created = api.createCustomerWithHttpInfo(request);
    System.out.println("create: " + created.getStatusCode() + " " + created.getData().getStatus());
    var id = created.getData().getId();
    System.out.println("get: " + api.getCustomer(id).getStatus());
    var inactive = new UpdateCustomerRequest().status(CustomerStatus.INACTIVE);
    System.out.println("update: " + api.updateCustomer(id, inactive).getStatus());
    var statuses = api.listCustomers().stream().collect(Collectors.toMap(Customer::getId, Customer::getStatus));
    System.out.println("list: " + statuses.get(id) + " " + statuses.get("suspended-id"));
    var addresses = api.listCustomerAddresses(id).size();
    System.out.println("addresses: " + addresses + " " + api.listCustomerAddresses("customer-id").size());
    System.out.println("duplicate: " + error(() -> api.createCustomer(request)));
    System.out.println("delete: " + api.deleteCustomerWithHttpInfo(id).getStatusCode());
    System.out.println("missing: " + error(() -> api.getCustomer(id)));
    System.out.println("key: " + error(() -> connect("wrong").listCustomers()));
  }
}
