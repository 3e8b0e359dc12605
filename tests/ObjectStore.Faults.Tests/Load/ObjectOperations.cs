using System.Globalization;
using System.Text;
using ObjectStore.Testing.History;

namespace ObjectStore.Faults.Tests.Load;

/// <summary>Operations on objects, each recorded from its call to its return with what is known of its outcome. Thread-safe.</summary>
internal sealed class ObjectOperations(S3Client client, HistoryRecorder history, ContentBook contents, string bucket)
{
    /// <summary>Bytes or tags that no write has made.</summary>
    public System.Collections.Concurrent.ConcurrentQueue<string> Wrong { get; } = new();

    /// <summary>Reads a key. Null stands for "not known", an empty text for "no object".</summary>
    public async Task<string?> GetAsync(string who, int gateway, string key, CancellationToken cancellationToken)
    {
        var operation = history.Begin(who, key, OperationKind.Get);
        var answer = await client.SendAsync(gateway, new S3Call(HttpMethod.Get, Path(key)), cancellationToken);
        if (answer.IsSuccess)
        {
            var value = contents.Recognize(answer);
            if (value is null) Wrong.Enqueue($"{TimeProvider.System.GetUtcNow():HH:mm:ss.fff} {key}: {answer.Body.Length} bytes with tag {answer.Tag} are no value that was written");
            history.End(operation, value is null ? OperationOutcome.Failed : OperationOutcome.Applied, value);
            return value;
        }

        var isAbsent = answer.Status == 404;
        history.End(operation, isAbsent ? OperationOutcome.Applied : OperationOutcome.Failed);
        return isAbsent ? "" : null;
    }

    /// <summary>Writes a new value, on a condition if the kind has one.</summary>
    /// <returns>The outcome and the value.</returns>
    public async Task<(OperationOutcome Outcome, string Value)> PutAsync(
        string who, int gateway, string key, int length, OperationKind kind, string? expected, CancellationToken cancellationToken)
    {
        var value = contents.Next(length);
        var body = contents.Enter(value);
        var operation = history.Begin(who, key, kind, value, expected);
        var answer = await client.SendAsync(gateway, new S3Call(HttpMethod.Put, Path(key)) { Body = body, Headers = Condition(kind, expected) }, cancellationToken);
        var outcome = OutcomeOf(answer);
        history.End(operation, outcome);
        return (outcome, value);
    }

    /// <summary>Writes a new value as a multipart upload of one or more parts.</summary>
    public async Task PutPartsAsync(string who, int gateway, string key, int[] partLengths, CancellationToken cancellationToken)
    {
        var value = contents.Next(partLengths.Sum());
        var body = contents.Enter(value, partLengths);
        var created = await client.SendAsync(gateway, new S3Call(HttpMethod.Post, Path(key)) { Query = [new("uploads", "")], Body = [] }, cancellationToken);
        if (!created.IsSuccess) return;
        KeyValuePair<string, string> upload = new("uploadId", S3Answer.Element(Encoding.UTF8.GetString(created.Body), "UploadId"));
        var manifest = new StringBuilder("<CompleteMultipartUpload>");
        var position = 0;
        for (var number = 1; number <= partLengths.Length; number++)
        {
            var part = new S3Call(HttpMethod.Put, Path(key))
            {
                Query = [new("partNumber", number.ToString(CultureInfo.InvariantCulture)), upload],
                Body = body[position..(position + partLengths[number - 1])],
            };
            var sent = await client.SendAsync((gateway + number) % client.GatewayCount, part, cancellationToken);
            if (!sent.IsSuccess) return;
            position += partLengths[number - 1];
            manifest.Append(CultureInfo.InvariantCulture, $"<Part><PartNumber>{number}</PartNumber><ETag>\"{sent.Tag}\"</ETag></Part>");
        }

        manifest.Append("</CompleteMultipartUpload>");
        var operation = history.Begin(who, key, OperationKind.Put, value);
        var completed = await client.SendAsync(
            gateway, new S3Call(HttpMethod.Post, Path(key)) { Query = [upload], Body = Encoding.UTF8.GetBytes(manifest.ToString()) }, cancellationToken);

        // A completion may answer 200 first and tell of an error in its body.
        var failed = completed.IsSuccess && Encoding.UTF8.GetString(completed.Body).Contains("<Error>", StringComparison.Ordinal);
        history.End(operation, failed ? OperationOutcome.Unknown : OutcomeOf(completed));
    }

    /// <summary>Removes an object.</summary>
    public async Task<OperationOutcome> DeleteAsync(string who, int gateway, string key, CancellationToken cancellationToken)
    {
        var operation = history.Begin(who, key, OperationKind.Delete);
        var answer = await client.SendAsync(gateway, new S3Call(HttpMethod.Delete, Path(key)), cancellationToken);
        var outcome = OutcomeOf(answer);
        history.End(operation, outcome);
        return outcome;
    }

    /// <summary>Lists a page of keys; null when that failed.</summary>
    public async Task<IReadOnlyList<string>?> ListAsync(int gateway, string prefix, string startAfter, int limit, CancellationToken cancellationToken)
    {
        var call = new S3Call(HttpMethod.Get, $"/{bucket}")
        {
            Query = [new("list-type", "2"), new("prefix", prefix), new("start-after", startAfter), new("max-keys", limit.ToString(CultureInfo.InvariantCulture))],
        };
        var answer = await client.SendAsync(gateway, call, cancellationToken);
        if (!answer.IsSuccess) return null;
        return [.. Encoding.UTF8.GetString(answer.Body).Split("<Key>").Skip(1).Select(static text => text[..text.IndexOf('<', StringComparison.Ordinal)])];
    }

    private string Path(string key) => $"/{bucket}/{key}";

    private KeyValuePair<string, string>[] Condition(OperationKind kind, string? expected) => kind switch
    {
        OperationKind.PutIfAbsent => [new("if-none-match", "*")],
        OperationKind.PutIfMatch => [new("if-match", $"\"{contents.Tag(expected!)}\"")],
        _ => [],
    };

    /// <summary>Only answers that say so leave the key as it was; after any other the write may have been done.</summary>
    private static OperationOutcome OutcomeOf(S3Answer answer) => answer.Status switch
    {
        >= 200 and < 300 => OperationOutcome.Applied,
        404 or 412 => OperationOutcome.Refused,
        409 => OperationOutcome.Failed,
        _ => OperationOutcome.Unknown,
    };
}
