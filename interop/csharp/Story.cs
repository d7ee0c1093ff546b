using System;
using System.Linq;
using System.Net.Http;
using System.Threading.Tasks;

namespace LedgerLink.Customers
{
    public partial class CustomersClient
    {
        /// <summary>The status code of the last response, which the methods do not return.</summary>
        public int Status;

        partial void ProcessResponse(HttpClient client, HttpResponseMessage response)
        {
            Status = (int)response.StatusCode;
        }
    }

    /// <summary>Prints the steps of ../story.sh with a client of NSwag.</summary>
    static class Story
    {
        static CustomersClient Connect(string key)
        {
            var http = new HttpClient();
            http.DefaultRequestHeaders.Add("X-API-KEY", key);
            return new CustomersClient(http) { BaseUrl = Environment.GetEnvironmentVariable("LEDGERLINK_BASE_URL") };
        }

        static async Task<string> Error(Task call)
        {
            try
            {
                await call;
                return "no error";
            }
            catch (ApiException<ErrorBody> e)
            {
                return e.StatusCode + " " + e.Result.Message;
            }
        }

        static void Main() => Run().GetAwaiter().GetResult();

        static async Task Run()
        {
            var api = Connect(Environment.GetEnvironmentVariable("LEDGERLINK_API_KEY"));
            var request = new CreateCustomerRequest { ExternalId = Guid.NewGuid().ToString(), Status = CustomerStatus.Active };
            var created = await api.CreateCustomerAsync(request);
            Console.WriteLine("create: " + api.Status + " " + created.Status);
            Console.WriteLine("get: " + (await api.GetCustomerAsync(created.Id)).Status);
            var inactive = new UpdateCustomerRequest { Status = CustomerStatus.Inactive };
            Console.WriteLine("update: " + (await api.UpdateCustomerAsync(inactive, created.Id)).Status);
            var statuses = (await api.ListCustomersAsync()).ToDictionary(c => c.Id, c => c.Status);
            Console.WriteLine("list: " + statuses[created.Id] + " " + statuses["suspended-id"]);
            var addresses = (await api.ListCustomerAddressesAsync(created.Id)).Count;
            Console.WriteLine("addresses: " + addresses + " " + (await api.ListCustomerAddressesAsync("customer-id")).Count);
            Console.WriteLine("duplicate: " + await Error(api.CreateCustomerAsync(request)));
            await api.DeleteCustomerAsync(created.Id);
            Console.WriteLine("delete: " + api.Status);
            Console.WriteLine("missing: " + await Error(api.GetCustomerAsync(created.Id)));
            Console.WriteLine("key: " + await Error(Connect("wrong").ListCustomersAsync()));
        }
    }
}
