using ObjectStore.Core.Fragments;
using ObjectStore.Encryption.Frames;
using ObjectStore.Encryption.Keys;
using ObjectStore.Index.Objects;

namespace ObjectStore.Gateway.Encryption;

/// <summary>What is wanted of one write: of an object that was written whole, or of one part.</summary>
/// <param name="Runs">Stripes of the write.</param>
/// <param name="Salt">Its salt.</param>
/// <param name="Owner">What it is of.</param>
/// <param name="Span">The range.</param>
internal readonly record struct SealedPiece(IReadOnlyList<StripeRun> Runs, ReadOnlyMemory<byte> Salt, FragmentOwner Owner, FrameSpan Span)
{
    /// <summary>Opens its frames; the caller disposes it.</summary>
    public FrameCipher CreateCipher(SecretKey dataKey, StoredEncryption encryption) => new(dataKey, Salt.Span, Owner, encryption.Context.Span);
}
