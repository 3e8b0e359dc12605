using System.Globalization;
using System.Text;
using ObjectStore.LoadTest.Engine;
using ObjectStore.ProcessTesting;

namespace ObjectStore.LoadTest;

/// <summary>Signs the requests of a run beforehand.</summary>
internal sealed class ObjectRequests(Uri target, RequestSigner signer, string bucket)
{
    /// <summary>Whether bodies are lines of a log instead of chance.</summary>
    public bool SendsText { get; init; }

    /// <summary>Requests for the keys 0 … count-1 of that object size.</summary>
    public RequestPlan Plan(string method, long objectSize, int count)
    {
        var bodyLength = method == "PUT" ? objectSize : 0;
        var now = TimeProvider.System.GetUtcNow();
        var plan = new RequestPlan(
            [.. Enumerable.Range(0, count).Select(number => Head(method, $"/{bucket}/size-{objectSize}/{number:D6}", bodyLength, now))], bodyLength)
        {
            AnswersHaveNoBody = method == "HEAD",
        };
        if (SendsText && bodyLength > 0) plan.FillWithText();
        return plan;
    }

    /// <summary>Requests for these keys, whose characters need no escape.</summary>
    public RequestPlan Plan(string method, IEnumerable<string> keys, long bodyLength)
    {
        var now = TimeProvider.System.GetUtcNow();
        return new RequestPlan([.. keys.Select(key => Head(method, $"/{bucket}/{key}", bodyLength, now))], bodyLength) { AnswersHaveNoBody = method == "HEAD" };
    }

    /// <summary>Requests for a page of the bucket's keys after each of these.</summary>
    public RequestPlan PlanPages(IEnumerable<string> startAfter)
    {
        var now = TimeProvider.System.GetUtcNow();
        return new RequestPlan([.. startAfter.Select(key => Head("GET", $"/{bucket}", 0, now, [new("list-type", "2"), new("start-after", key)]))], 0);
    }

    /// <summary>The request that makes the bucket.</summary>
    public RequestPlan PlanBucket() => new([Head("PUT", $"/{bucket}", 0, TimeProvider.System.GetUtcNow())], 0);

    private string Head(string method, string path, long bodyLength, DateTimeOffset now, params IReadOnlyList<KeyValuePair<string, string>> query)
    {
        var request = new RequestToSign
        {
            Method = method,
            Host = target.Authority,
            Path = path,
            Query = query,
            PayloadHash = bodyLength > 0 ? RequestSigner.UnsignedPayload : RequestSigner.EmptyPayloadHash,
        };
        var head = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{method} {path}{(query.Count > 0 ? "?" : "")}{RequestSigner.EncodeQuery(query)} HTTP/1.1\r\n");
        foreach (var (name, value) in signer.Sign(request, now))
            head.Append(name).Append(": ").Append(value).Append("\r\n");
        if (method == "PUT")
            head.Append(CultureInfo.InvariantCulture, $"content-length: {bodyLength}\r\n");
        return head.Append("\r\n").ToString();
    }
}
