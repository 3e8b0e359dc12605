using ObjectStore.Core.Identifiers;

namespace ObjectStore.Core.Stripes;

/// <summary>How long a write may take, agreed between those who write stripes and those who collect the ones that no row names.</summary>
/// <remarks>
/// A writer refuses to commit a row that names a stripe whose write began longer than <see cref="CommitWithin"/> ago. A sweeper deletes an
/// unnamed stripe only when its write began longer than <see cref="CollectAfterMin"/> ago. Between asking the index and deleting, no commit can
/// therefore name the stripe; the distance of the two is what clocks may differ by.
/// </remarks>
public static class StripeLifetime
{
    /// <summary>A row that names a stripe is committed within this time after the write began, or never.</summary>
    public static readonly TimeSpan CommitWithin = TimeSpan.FromHours(12);

    /// <summary>An unnamed stripe is kept at least this long after its write began.</summary>
    public static readonly TimeSpan CollectAfterMin = TimeSpan.FromHours(18);

    /// <summary>Whether a row that names <paramref name="stripe"/> may still be committed.</summary>
    public static bool MayCommit(StripeId stripe, DateTimeOffset now) => now - stripe.CreatedAt < CommitWithin;
}
