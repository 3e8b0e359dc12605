using ObjectStore.Gateway.Frames;
using ObjectStore.Index.Objects;

namespace ObjectStore.Gateway.Operations.Objects;

/// <summary>The bytes of an object to be, once they are stored.</summary>
/// <param name="Size">How many.</param>
/// <param name="ETag">Entity tag without quotes.</param>
/// <param name="Checksum">The additional checksum, or null.</param>
/// <param name="Stored">Where they are, and how they are sealed and compressed.</param>
internal readonly record struct WrittenBytes(long Size, string ETag, StoredChecksum? Checksum, StoredWrite Stored)
{
    /// <summary>Where they are.</summary>
    public IReadOnlyList<StripeRun> Runs => Stored.Runs;
}
