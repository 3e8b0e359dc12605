using ObjectStore.Index.Objects;

namespace ObjectStore.Gateway.Frames;

/// <summary>Where the bytes of a write are, compressed where that shrank them, sealed where there was a key.</summary>
/// <param name="Runs">Their stripes.</param>
/// <param name="Salt">Salt of the frames; empty for bytes that are not encrypted.</param>
/// <param name="Compression">How they are compressed; null for bytes that are not.</param>
internal readonly record struct StoredWrite(IReadOnlyList<StripeRun> Runs, ReadOnlyMemory<byte> Salt, StoredCompression? Compression);
