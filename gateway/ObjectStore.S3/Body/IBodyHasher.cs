namespace ObjectStore.S3.Body;

/// <summary>One hash of one body, computed piece by piece and perhaps elsewhere: the seam for hashing several bodies in one go.</summary>
/// <remarks>Pieces are appended one after the other: the next when the task of the last has completed. Disposed once, by the body.</remarks>
public interface IBodyHasher : IDisposable
{
    /// <summary>Continues over <paramref name="bytes"/>, which stay unchanged until the task completes.</summary>
    ValueTask AppendAsync(ReadOnlyMemory<byte> bytes);

    /// <summary>Writes the hash of everything appended. Called once, after all pieces have completed.</summary>
    ValueTask FinishAsync(Memory<byte> digest);
}
