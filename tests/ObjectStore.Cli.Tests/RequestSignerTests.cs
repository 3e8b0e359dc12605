using ObjectStore.Cli.Connection;
using ObjectStore.ProcessTesting;
using RequestSigner = ObjectStore.Cli.Connection.RequestSigner;

namespace ObjectStore.Cli.Tests;

public sealed class RequestSignerTests
{
    /// <summary>Two implementations that know nothing of one another agree.</summary>
    [Fact]
    public void Sign_PathAndQueryToEscape_SignsAsAnotherImplementation()
    {
        var now = TimeProvider.System.GetUtcNow();
        var uri = RequestSigner.UriOf(new Uri("http://127.0.0.1:9001"), "/bucket/a b/../ü", ("uploadId", "x/y="), ("partNumber", "1"));
        using var request = new HttpRequestMessage(HttpMethod.Put, uri);
        var expected = new ProcessTesting.RequestSigner("key", "secret").Sign(
            new RequestToSign { Method = "PUT", Host = "127.0.0.1:9001", Path = "/bucket/a b/../ü", Query = [new("uploadId", "x/y="), new("partNumber", "1")] }, now);

        new RequestSigner(new Credentials("key", "secret"), "us-east-1", new FixedTime(now)).Sign(request, ProcessTesting.RequestSigner.EmptyPayloadHash);

        Assert.Equal(expected.Single(static header => header.Key == "authorization").Value, request.Headers.NonValidated["Authorization"].ToString());
        Assert.EndsWith("/bucket/a%20b/../%C3%BC?partNumber=1&uploadId=x%2Fy%3D", uri.ToString(), StringComparison.Ordinal);
    }

    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
