using ObjectStore.Core.Identifiers;

namespace ObjectStore.Gateway.ReadCache;

/// <summary>Identity of a block: which stripe, which of its data fragments, which 64 KiB of that.</summary>
/// <param name="Stripe">The stripe. Its id is never given to other bytes, so that a block is never out of date.</param>
/// <param name="Index">Data fragment, 0..K−1.</param>
/// <param name="Block">Block of the fragment, from 0.</param>
internal readonly record struct BlockKey(StripeId Stripe, byte Index, byte Block)
{
    private const ulong Multiplier = 0x9E37_79B9_7F4A_7C15;

    /// <summary>64 bits of the identity. Ids of stripes are random already, but for the positions in a write; the same in all processes.</summary>
    public ulong Fingerprint
    {
        get
        {
            var hash = (Stripe.High ^ ((ulong)Index << 8 | Block)) * Multiplier;
            hash = (hash ^ hash >> 32 ^ Stripe.Low) * Multiplier;
            return hash ^ hash >> 29;
        }
    }

    /// <inheritdoc />
    public override int GetHashCode() => (int)Fingerprint;
}
