using System.Runtime.Intrinsics;

namespace ObjectStore.Core.Checksums;

/// <summary>HighwayHash with a result of 128 bits, of whole inputs or piece by piece.</summary>
/// <remarks>A mutable value: not thread-safe, and a copy goes on by itself. Make it with a key; <c>default</c> hashes nothing of use.</remarks>
public struct HighwayHash128(in HighwayKey key)
{
    private HighwayStream _stream = new(key);

    /// <summary>The hash of <paramref name="data"/>.</summary>
    public static Vector128<ulong> Compute(in HighwayKey key, ReadOnlySpan<byte> data)
    {
        var hash = new HighwayHash128(key);
        hash.Append(data);
        return hash.Finish();
    }

    /// <summary>Takes in the next bytes.</summary>
    public void Append(ReadOnlySpan<byte> data) => _stream.Append(data);

    /// <summary>The hash of all bytes so far; element 0 is the low word, stored first and little endian. The hash can go on from here.</summary>
    public readonly Vector128<ulong> Finish() => _stream.Finish128();
}
