using System.Globalization;
using System.Text;
using ObjectStore.LoadTest.Engine;
using ObjectStore.ProcessTesting;

namespace ObjectStore.LoadTest;

/// <summary>Signs the requests of a run beforehand.</summary>
internal sealed class ObjectRequests(Target target, string bucket)
{
    /// <summary>Requests for the keys 0 … count-1 of that object size.</summary>
    public RequestPlan Plan(string method, long objectSize, int count)
    {
        var bodyLength = method == "PUT" ? objectSize : 0;
        var now = TimeProvider.System.GetUtcNow();
        return new RequestPlan(
            [.. Enumerable.Range(0, count).Select(number => Head(method, $"/{bucket}/size-{objectSize}/{number:D6}", bodyLength, now))], bodyLength);
    }

    /// <summary>The request that makes the bucket.</summary>
    public RequestPlan PlanBucket() => new([Head("PUT", $"/{bucket}", 0, TimeProvider.System.GetUtcNow())], 0);

    private string Head(string method, string path, long bodyLength, DateTimeOffset now)
    {
        var request = new RequestToSign
        {
            Method = method,
            Host = target.Endpoint.Authority,
            Path = path,
            PayloadHash = bodyLength > 0 ? RequestSigner.UnsignedPayload : RequestSigner.EmptyPayloadHash,
        };
        var head = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{method} {path} HTTP/1.1\r\n");
        foreach (var (name, value) in target.Signer.Sign(request, now))
            head.Append(name).Append(": ").Append(value).Append("\r\n");
        if (method == "PUT")
            head.Append(CultureInfo.InvariantCulture, $"content-length: {bodyLength}\r\n");
        return head.Append("\r\n").ToString();
    }
}
