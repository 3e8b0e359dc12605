using System.Collections.Concurrent;
using System.Net;
using Amazon.S3;
using Amazon.S3.Model;

namespace ObjectStore.Clients.Tests.Durability;

/// <summary>Compares what the store returns with what the writers may expect.</summary>
internal sealed class StoreVerifier(AmazonS3Client client, string bucket)
{
    private const int ReaderCount = 6;

    /// <summary>Reads keys of the writer and ends their doubts.</summary>
    /// <returns>One line for each key that holds something else than it may.</returns>
    public async Task<IReadOnlyList<string>> VerifyAsync(
        RandomWriter writer, IReadOnlyCollection<string> keys, CancellationToken cancellationToken)
    {
        var found = new ConcurrentDictionary<string, SeededContent?>();
        var violations = new ConcurrentQueue<string>();
        var options = new ParallelOptions { MaxDegreeOfParallelism = ReaderCount, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(keys, options, async (key, token) =>
        {
            var state = writer.States[key];
            var bytes = await ReadAsync(key, token);
            var matches = state.Allowed.Where(content => Matches(content, bytes)).ToList();
            if (matches.Count == 0)
                violations.Enqueue($"{key}: {Describe(bytes)}, allowed: {string.Join(" or ", state.Allowed)} (null is no object)");
            else
                found[key] = matches[0];
        });
        foreach (var (key, content) in found)
            writer.Settle(key, content);
        return [.. violations];
    }

    /// <summary>All keys of the bucket, in listing order.</summary>
    public async Task<List<string>> ListAsync(CancellationToken cancellationToken)
    {
        var keys = new List<string>();
        var pages = client.Paginators.ListObjectsV2(new ListObjectsV2Request { BucketName = bucket });
        await foreach (var page in pages.Responses.WithCancellation(cancellationToken))
            keys.AddRange((page.S3Objects ?? []).Select(entry => entry.Key));
        return keys;
    }

    private static bool Matches(SeededContent? content, byte[]? bytes)
    {
        if (content is not { } expected || bytes is null)
            return content is null && bytes is null;
        return expected.Length == bytes.Length && expected.ToArray().AsSpan().SequenceEqual(bytes);
    }

    private static string Describe(byte[]? bytes) => bytes is null ? "no object" : $"{bytes.Length} bytes";

    private async Task<byte[]?> ReadAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await client.GetObjectAsync(bucket, key, cancellationToken);
            using var bytes = new MemoryStream();
            await answer.ResponseStream.CopyToAsync(bytes, cancellationToken);
            return bytes.ToArray();
        }
        catch (AmazonS3Exception exception) when (exception.StatusCode == HttpStatusCode.NotFound && exception.ErrorCode == "NoSuchKey")
        {
            return null;
        }
    }
}
