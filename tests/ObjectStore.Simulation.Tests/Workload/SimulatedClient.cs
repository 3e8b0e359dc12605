using System.Globalization;
using System.Text;
using System.Xml.Linq;
using ObjectStore.Simulation.Tests.Cluster;
using ObjectStore.Testing.History;

namespace ObjectStore.Simulation.Tests.Workload;

/// <summary>A client of the store: one operation after the other, at random, each written down with what is known of its end. Checks every byte that it gets.</summary>
internal sealed class SimulatedClient(SimulatedCluster cluster, string name, IReadOnlyList<string> keys, ContentBook contents, HistoryRecorder history)
{
    public const string Bucket = "bucket";

    private readonly Random _random = cluster.World.Random;

    /// <summary>Requests that were sent.</summary>
    public int Requests { get; private set; }

    /// <summary>Requests that were answered with success.</summary>
    public int Successes { get; private set; }

    /// <summary>Makes the bucket.</summary>
    public async Task<bool> CreateBucketAsync() => await SendAsync(new S3Call("PUT", $"/{Bucket}")) is { Status: 200 or 409 };

    /// <summary>Does so many operations, with pauses.</summary>
    public async Task RunAsync(int operations)
    {
        for (var i = 0; i < operations; i++)
        {
            await OperateAsync(keys[_random.Next(keys.Count)]);
            await cluster.World.DelayAsync(0, 1.5);
        }
    }

    /// <summary>Reads a key; what comes is compared with what was sent.</summary>
    /// <returns>False when the store could not say.</returns>
    public async Task<bool> GetAsync(string key)
    {
        var operation = history.Begin(name, key, OperationKind.Get);
        var answer = await SendAsync(new S3Call("GET", PathOf(key)));
        return EndGet(operation, key, answer, expectsBody: true);
    }

    /// <summary>Reads all keys of the bucket by listing it.</summary>
    public async Task<bool> ListAsync()
    {
        var operations = keys.ToDictionary(key => key, key => history.Begin(name, key, OperationKind.Get), StringComparer.Ordinal);
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        string? token = null;
        do
        {
            List<KeyValuePair<string, string>> query = [new("list-type", "2"), new("max-keys", _random.Next(1, 10).ToString(CultureInfo.InvariantCulture))];
            if (token is not null) query.Add(new("continuation-token", token));
            var answer = await SendAsync(new S3Call("GET", $"/{Bucket}") { Query = query });
            if (answer is not { IsSuccess: true }) return false;
            var document = XDocument.Parse(answer.Text).Root!;
            foreach (var entry in Elements(document, "Contents"))
            {
                if (!seen.TryAdd(Text(entry, "Key")!, Text(entry, "ETag")!.Trim('"'))) Wrong($"a listing has key {Text(entry, "Key")} twice");
            }

            token = Text(document, "NextContinuationToken");
        }
        while (token is not null);

        foreach (var unknown in seen.Keys.Where(key => !operations.ContainsKey(key))) Wrong($"a listing has key {unknown}, which nobody wrote");
        foreach (var (key, operation) in operations) history.End(operation, OperationOutcome.Applied, seen.GetValueOrDefault(key));
        return true;
    }

    /// <summary>Aborts every multipart upload that is left.</summary>
    public async Task<bool> AbortUploadsAsync()
    {
        var answer = await SendAsync(new S3Call("GET", $"/{Bucket}") { Query = [new("uploads", "")] });
        if (answer is not { IsSuccess: true }) return false;
        foreach (var upload in Elements(XDocument.Parse(answer.Text).Root!, "Upload"))
        {
            var aborted = await SendAsync(new S3Call("DELETE", PathOf(Text(upload, "Key")!)) { Query = [new("uploadId", Text(upload, "UploadId")!)] });
            if (aborted is not { Status: 204 or 404 }) return false;
        }

        return true;
    }

    private Task OperateAsync(string key) => _random.Next(100) switch
    {
        < 26 => PutAsync(key, OperationKind.Put, expected: null),
        < 32 => PutAsync(key, OperationKind.PutIfAbsent, expected: null),
        < 38 => IfMatchAsync(key, isDelete: false),
        < 62 => GetAsync(key),
        < 70 => GetRangeAsync(key),
        < 74 => HeadAsync(key),
        < 81 => DeleteAsync(key, expected: null),
        < 84 => IfMatchAsync(key, isDelete: true),
        < 90 => ListAsync(),
        < 94 => CopyAsync(key),
        _ => MultipartAsync(key),
    };

    private async Task PutAsync(string key, OperationKind kind, string? expected)
    {
        var (tag, bytes) = contents.Make();
        var operation = history.Begin(name, key, kind, tag, expected);
        KeyValuePair<string, string>[] condition = kind switch
        {
            OperationKind.PutIfAbsent => [new("If-None-Match", "*")],
            OperationKind.PutIfMatch => [new("If-Match", $"\"{expected}\"")],
            _ => [],
        };
        var answer = await SendAsync(new S3Call("PUT", PathOf(key)) { Body = bytes, Headers = [.. condition, .. TermsOfWrite()] });
        if (answer is { IsSuccess: true } && answer.ETag != tag) Wrong($"a put of {tag} to {key} was answered with {answer.ETag}");
        history.End(operation, OutcomeOfWrite(answer));
    }

    private async Task DeleteAsync(string key, string? expected)
    {
        var operation = history.Begin(name, key, expected is null ? OperationKind.Delete : OperationKind.DeleteIfMatch, expected: expected);
        var answer = await SendAsync(new S3Call("DELETE", PathOf(key)) { Headers = expected is null ? [] : [new("If-Match", $"\"{expected}\"")] });
        history.End(operation, OutcomeOfWrite(answer));
    }

    /// <summary>Reads the tag of what is there, then writes or deletes only if it is still that; now and then another tag.</summary>
    private async Task IfMatchAsync(string key, bool isDelete)
    {
        if (await HeadAsync(key) is not { } tag) return;
        if (cluster.World.Draw(0.2)) tag = new string('0', 32);
        if (isDelete) await DeleteAsync(key, tag);
        else await PutAsync(key, OperationKind.PutIfMatch, tag);
    }

    private async Task<string?> HeadAsync(string key)
    {
        var operation = history.Begin(name, key, OperationKind.Get);
        var answer = await SendAsync(new S3Call("HEAD", PathOf(key)));
        EndGet(operation, key, answer, expectsBody: false);
        return answer is { IsSuccess: true } ? answer.ETag : null;
    }

    private async Task GetRangeAsync(string key)
    {
        var first = _random.Next(0, _random.Next(1, 40_000));
        var last = first + _random.Next(0, 20_000);
        var operation = history.Begin(name, key, OperationKind.Get);
        var answer = await SendAsync(new S3Call("GET", PathOf(key)) { Headers = [new("Range", $"bytes={first}-{last}")] });
        if (answer is { Status: 416 })
        {
            history.End(operation, OperationOutcome.Failed);
            return;
        }

        EndGet(operation, key, answer, expectsBody: true, first, last);
    }

    /// <summary>Copies what is under one key to another: a read of the one and a write of what was read to the other.</summary>
    private async Task CopyAsync(string key)
    {
        var source = keys[_random.Next(keys.Count)];
        if (source == key || await HeadAsync(source) is not { } tag || tag.Contains('-', StringComparison.Ordinal)) return;

        // A copy makes a value that is there already: the tags of the two are the same, so that a reader cannot tell which one it sees. The history allows either.
        var operation = history.Begin(name, key, OperationKind.Put, tag);
        var answer = await SendAsync(new S3Call("PUT", PathOf(key)) { Headers = [new("x-amz-copy-source", $"/{Bucket}/{source}"), new("x-amz-copy-source-if-match", tag), .. TermsOfWrite()] });
        history.End(operation, answer is { Status: 412 or 404 } ? OperationOutcome.Failed : OutcomeOfWrite(answer));
    }

    private async Task MultipartAsync(string key)
    {
        var created = await SendAsync(new S3Call("POST", PathOf(key)) { Query = [new("uploads", "")], Headers = TermsOfWrite() });
        if (created is not { IsSuccess: true }) return;
        var upload = Text(XDocument.Parse(created.Text).Root!, "UploadId")!;
        var parts = new List<(string ETag, byte[] Bytes)>();
        for (var number = 1; number <= _random.Next(1, 4); number++)
        {
            var part = contents.Make();
            var stored = await SendAsync(new S3Call("PUT", PathOf(key))
            {
                Body = part.Bytes,
                Query = [new("partNumber", number.ToString(CultureInfo.InvariantCulture)), new("uploadId", upload)],
            });
            if (stored is not { IsSuccess: true }) break;
            if (stored.ETag != part.ETag) Wrong($"a part {part.ETag} of {key} was answered with {stored.ETag}");
            parts.Add(part);
        }

        if (parts.Count == 0 || cluster.World.Draw(0.15)) await SendAsync(new S3Call("DELETE", PathOf(key)) { Query = [new("uploadId", upload)] });
        else await CompleteAsync(key, upload, parts);
    }

    private async Task CompleteAsync(string key, string upload, List<(string ETag, byte[] Bytes)> parts)
    {
        var body = new StringBuilder("<CompleteMultipartUpload>");
        for (var i = 0; i < parts.Count; i++) body.Append(CultureInfo.InvariantCulture, $"<Part><PartNumber>{i + 1}</PartNumber><ETag>\"{parts[i].ETag}\"</ETag></Part>");
        var call = new S3Call("POST", PathOf(key)) { Body = Encoding.UTF8.GetBytes(body.Append("</CompleteMultipartUpload>").ToString()), Query = [new("uploadId", upload)] };
        var operation = history.Begin(name, key, OperationKind.Put, contents.Join(parts));
        var answer = await SendAsync(call);
        var isRepeated = OutcomeOfWrite(answer) == OperationOutcome.Unknown;

        // To complete again is how a client finds out; when that finds no upload any more, the first time may have done it and something else come after.
        if (isRepeated) answer = await SendAsync(call);
        history.End(operation, answer is { IsSuccess: true } ? OperationOutcome.Applied : isRepeated || answer is not { Status: 404 } ? OperationOutcome.Unknown : OperationOutcome.Failed);
    }

    /// <summary>Sends a request to some gateway; null when no answer came.</summary>
    private async Task<S3Answer?> SendAsync(S3Call call)
    {
        Requests++;
        if (cluster.Gateways.Count == 0)
        {
            await cluster.World.DelayAsync(0, 0.5);
            return null;
        }

        var gateway = cluster.Gateways[_random.Next(cluster.Gateways.Count)];
        using var leaves = new CancellationTokenSource(cluster.World.Draw(0.03) ? TimeSpan.FromSeconds(_random.NextDouble() * 0.05) : Timeout.InfiniteTimeSpan, cluster.World.Clock);
        var answer = await gateway.SendAsync(call, leaves.Token);
        cluster.World.Trace.Add($"{name} {call.Method} {call.Path} at {gateway.Process.Name}: {answer?.Status} {answer?.Body.Length}");
        if (answer is { Status: 500 or 501 or 400 or 403 } && !IsOverQuota(answer, leaves.IsCancellationRequested)) Wrong($"{call.Method} {call.Path} was answered with {answer.Status}: {answer.Text}");
        if (answer is { IsSuccess: true }) Successes++;
        return answer;
    }

    private bool EndGet(int operation, string key, S3Answer? answer, bool expectsBody, int first = 0, int last = int.MaxValue)
    {
        if (answer is { Status: 404 })
        {
            history.End(operation, OperationOutcome.Applied, seen: null);
            return true;
        }

        if (answer is not { Status: 200 or 206 })
        {
            history.End(operation, OperationOutcome.Failed);
            return false;
        }

        if (contents.Find(answer.ETag!) is not { } sent)
        {
            Wrong($"{key} has the tag {answer.ETag}, which nobody sent");
            return false;
        }

        var expected = sent.AsSpan(first, Math.Min(sent.Length, last == int.MaxValue ? last : last + 1) - first);
        if (expectsBody && !expected.StartsWith(answer.Body)) Wrong($"{key} ({answer.ETag}, bytes {first}..{last}) has wrong bytes");
        if (expectsBody && answer.IsWhole && answer.Body.Length != expected.Length) Wrong($"{key} has {answer.Body.Length} bytes in place of {expected.Length}");
        history.End(operation, OperationOutcome.Applied, answer.ETag);
        return answer.IsWhole;
    }

    /// <summary>How the written object is to be stored.</summary>
    private List<KeyValuePair<string, string>> TermsOfWrite()
    {
        var headers = new List<KeyValuePair<string, string>>();
        if (cluster.World.Draw(cluster.Shape.EncryptedShare)) headers.Add(new("x-amz-server-side-encryption", "AES256"));
        if (cluster.Shape.HasColdPool && cluster.World.Draw(0.3)) headers.Add(new("x-amz-storage-class", ClusterShape.ColdClass));
        return headers;
    }

    /// <summary>Of an answer to a client that has gone away there need not be a body.</summary>
    private bool IsOverQuota(S3Answer answer, bool hasLeft) =>
        !cluster.Shape.Quota.IsNone && answer.Status == 403 && ((hasLeft && answer.Body.Length == 0) || answer.Text.Contains("<Code>QuotaExceeded</Code>", StringComparison.Ordinal));

    private static OperationOutcome OutcomeOfWrite(S3Answer? answer) => answer switch
    {
        { IsSuccess: true } => OperationOutcome.Applied,
        { Status: 412 or 404 } => OperationOutcome.Refused,
        { Status: 409 or 403 } => OperationOutcome.Failed,
        _ => OperationOutcome.Unknown,
    };

    private void Wrong(string what)
    {
        cluster.World.Trace.Add($"VIOLATION {what}");
        cluster.Violations.Add($"{name}: {what}");
    }

    private static string PathOf(string key) => $"/{Bucket}/{key}";

    private static IEnumerable<XElement> Elements(XElement parent, string name) => parent.Elements().Where(element => element.Name.LocalName == name);

    private static string? Text(XElement parent, string name) => Elements(parent, name).FirstOrDefault()?.Value;
}
