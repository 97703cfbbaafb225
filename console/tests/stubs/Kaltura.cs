// The part of Kaltura's C# client that the sample uses. It is in no registry that every machine reaches.
using System;
using System.Collections.Specialized;
using System.Net;
using System.Text;

namespace Kaltura
{
    public class Configuration
    {
        public string ServiceUrl { get; set; }
    }

    public class Client
    {
        public readonly Configuration Configuration;
        public string KS { get; set; }
        public Client(Configuration configuration) { Configuration = configuration; }
    }
}

namespace Kaltura.Enums
{
    public enum SessionType { USER = 0, ADMIN = 2 }
}

namespace Kaltura.Services
{
    using Kaltura.Enums;

    public class SessionStartRequestBuilder
    {
        private readonly NameValueCollection form;
        public SessionStartRequestBuilder(NameValueCollection form) { this.form = form; }

        public string ExecuteAndWaitForResponse(Client client)
        {
            var answer = new WebClient().UploadValues(client.Configuration.ServiceUrl + "/api_v3/service/session/action/start", form);
            return Encoding.UTF8.GetString(answer).Trim('"');
        }
    }

    public static class SessionService
    {
        public static SessionStartRequestBuilder Start(string secret, string userId = "", SessionType type = SessionType.USER,
            int partnerId = int.MinValue, int expiry = 86400, string privileges = null)
        {
            return new SessionStartRequestBuilder(new NameValueCollection
            {
                { "secret", secret }, { "userId", userId }, { "type", ((int)type).ToString() }, { "partnerId", partnerId.ToString() },
                { "expiry", expiry.ToString() }, { "privileges", privileges }, { "format", "1" },
            });
        }
    }
}
