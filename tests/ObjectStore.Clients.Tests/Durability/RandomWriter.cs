using System.Globalization;
using Amazon.S3;
using Amazon.S3.Model;

namespace ObjectStore.Clients.Tests.Durability;

/// <summary>Writes, overwrites and deletes its own keys at random, one request after the other, and keeps book of the answers.</summary>
/// <remarks>Not thread-safe; several of them run side by side. A key belongs to one writer, so its writes have an order.</remarks>
internal sealed class RandomWriter(AmazonS3Client client, string bucket, int number, int seed)
{
    private const int ReusedKeyCount = 12;
    private const int PartBytes = 5 * 1024 * 1024;
    private readonly Random _random = new(seed);
    private readonly Dictionary<string, KeyState> _states = [];
    private OpenUpload? _openUpload;
    private int _writeNumber;

    /// <summary>Keys and what they may hold.</summary>
    public IReadOnlyDictionary<string, KeyState> States => _states;

    /// <summary>Keys touched since the last call of <see cref="Settle"/> of each.</summary>
    public HashSet<string> Unverified { get; } = [];

    /// <summary>Count of acknowledged writes.</summary>
    public int AcknowledgedCount { get; private set; }

    /// <summary>Count of uploads that were begun before a kill and completed after it.</summary>
    public int ResumedCount { get; private set; }

    /// <summary>Writes until the first request that fails.</summary>
    /// <returns>The failure.</returns>
    public async Task<Exception> WriteUntilFailureAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ResumeAsync(cancellationToken);
            while (true)
                await WriteOneAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is not NullReferenceException)
        {
            return exception;
        }
    }

    /// <summary>Records what a reader found under a key, which ends the doubt.</summary>
    public void Settle(string key, SeededContent? found)
    {
        _states[key] = new KeyState(found, null);
        Unverified.Remove(key);
    }

    private Task WriteOneAsync(CancellationToken cancellationToken)
    {
        var reused = _random.Next(2) == 0;
        var suffix = reused ? _random.Next(ReusedKeyCount) : 1_000_000 + _writeNumber;
        var key = string.Create(CultureInfo.InvariantCulture, $"writer-{number}/{(reused ? "reused" : "unique")}/{suffix}");
        _writeNumber++;
        var kind = _random.Next(100);
        if (reused && kind < 15)
            return CommitAsync(key, null, () => client.DeleteObjectAsync(bucket, key, cancellationToken));
        return kind < 22
            ? UploadAsync(key, NewContent(PartBytes + _random.Next(200_000)), cancellationToken)
            : PutAsync(key, NewContent(NextLength()), cancellationToken);
    }

    private Task PutAsync(string key, SeededContent content, CancellationToken cancellationToken)
    {
        var request = new PutObjectRequest { BucketName = bucket, Key = key, InputStream = new MemoryStream(content.ToArray()) };
        return CommitAsync(key, content, () => client.PutObjectAsync(request, cancellationToken));
    }

    private async Task UploadAsync(string key, SeededContent content, CancellationToken cancellationToken)
    {
        var upload = await client.InitiateMultipartUploadAsync(bucket, key, cancellationToken);
        var bytes = content.ToArray();
        var parts = new List<PartETag>();
        for (var position = 0; position < bytes.Length; position += PartBytes)
        {
            var length = Math.Min(PartBytes, bytes.Length - position);
            var part = await client.UploadPartAsync(
                new UploadPartRequest
                {
                    BucketName = bucket,
                    Key = key,
                    UploadId = upload.UploadId,
                    PartNumber = parts.Count + 1,
                    InputStream = new MemoryStream(bytes, position, length),
                },
                cancellationToken);
            parts.Add(new PartETag(parts.Count + 1, part.ETag));
            _openUpload = new OpenUpload(key, upload.UploadId, [.. parts], content with { Length = position + length });
        }
        await CompleteAsync(_openUpload!, cancellationToken);
    }

    private async Task ResumeAsync(CancellationToken cancellationToken)
    {
        if (_openUpload is null)
            return;
        await CompleteAsync(_openUpload, cancellationToken);
        ResumedCount++;
    }

    private async Task CompleteAsync(OpenUpload upload, CancellationToken cancellationToken)
    {
        // Whatever comes of it, it is not tried again: the key is in doubt until it is read.
        _openUpload = null;
        var request = new CompleteMultipartUploadRequest
        {
            BucketName = bucket,
            Key = upload.Key,
            UploadId = upload.UploadId,
            PartETags = [.. upload.Parts],
        };
        await CommitAsync(upload.Key, upload.Content, () => client.CompleteMultipartUploadAsync(request, cancellationToken));
    }

    private async Task CommitAsync(string key, SeededContent? content, Func<Task> send)
    {
        var before = _states.GetValueOrDefault(key, KeyState.Absent);
        _states[key] = before with { InDoubt = new AttemptedWrite(content) };
        Unverified.Add(key);
        await send();
        _states[key] = new KeyState(content, null);
        AcknowledgedCount++;
    }

    private SeededContent NewContent(long length) => new((ulong)_random.NextInt64(), length);

    private long NextLength() => _random.Next(10) switch
    {
        < 5 => _random.Next(16 * 1024),
        < 8 => _random.Next(16 * 1024, 200 * 1024),
        _ => _random.Next(200 * 1024, 3 * 1024 * 1024),
    };
}
