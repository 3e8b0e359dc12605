using ObjectStore.Core.Fragments;
using ObjectStore.Encryption.Keys;
using ObjectStore.Index.Objects;

namespace ObjectStore.Gateway.Frames;

/// <summary>One write of an object or part.</summary>
/// <param name="Runs">Its stripes.</param>
/// <param name="Size">Bytes of the object or part.</param>
/// <param name="Compression">How they are compressed, or null.</param>
/// <param name="Salt">Salt of the write; empty when it is not encrypted.</param>
/// <param name="Owner">What it is of.</param>
/// <param name="DataKey">Key of an encrypted object, which outlives this; or null.</param>
/// <param name="Context">Encryption context of a key service; empty without one.</param>
internal sealed record FramedWrite(
    IReadOnlyList<StripeRun> Runs, long Size, StoredCompression? Compression, ReadOnlyMemory<byte> Salt, FragmentOwner Owner, SecretKey? DataKey, ReadOnlyMemory<byte> Context)
{
    /// <summary>Bytes that are stored, before they are sealed.</summary>
    public long StoredBytes => Compression?.StoredBytes ?? Size;
}
