using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace ObjectStore.S3.Body;

/// <summary>MD5 by the framework, on the caller's thread.</summary>
internal sealed class FrameworkMd5 : IBodyHasher
{
    [SuppressMessage("Security", "CA5351", Justification = "The ETag of S3 is an MD5; nothing relies on it for security.")]
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.MD5);

    public ValueTask AppendAsync(ReadOnlyMemory<byte> bytes)
    {
        _hash.AppendData(bytes.Span);
        return ValueTask.CompletedTask;
    }

    public ValueTask FinishAsync(Memory<byte> digest)
    {
        _hash.GetHashAndReset(digest.Span);
        return ValueTask.CompletedTask;
    }

    public void Dispose() => _hash.Dispose();
}
