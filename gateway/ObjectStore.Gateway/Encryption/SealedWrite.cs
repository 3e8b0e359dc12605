using ObjectStore.Index.Objects;

namespace ObjectStore.Gateway.Encryption;

/// <summary>Where the bytes of a write are, sealed where there was a key.</summary>
/// <param name="Runs">Their stripes.</param>
/// <param name="Salt">Salt of the frames; empty for bytes that are not encrypted.</param>
internal readonly record struct SealedWrite(IReadOnlyList<StripeRun> Runs, ReadOnlyMemory<byte> Salt);
