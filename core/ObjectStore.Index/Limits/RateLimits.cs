using System.Diagnostics.CodeAnalysis;

namespace ObjectStore.Index.Limits;

/// <summary>Rates that a bucket or a user may have over all gateways together. Null: what the settings of the gateways say; 0: no limit.</summary>
/// <param name="RequestsPerSecond">Requests.</param>
/// <param name="ReceivedBytesPerSecond">Bytes of objects and parts from clients.</param>
/// <param name="SentBytesPerSecond">Bytes of objects to clients.</param>
public sealed record RateLimits(long? RequestsPerSecond, long? ReceivedBytesPerSecond, long? SentBytesPerSecond)
{
    /// <summary>Highest rate that can be set. Higher ones are the same as none, and numbers up to here are exact in every program that reads JSON.</summary>
    public const long PerSecondMax = 1L << 50;

    /// <summary>Nothing is said.</summary>
    public static RateLimits None { get; } = new(null, null, null);

    /// <summary>Whether nothing is said.</summary>
    public bool IsNone => this == None;

    /// <summary>Whether every rate is one that can be set.</summary>
    public bool IsValid => IsRate(RequestsPerSecond) && IsRate(ReceivedBytesPerSecond) && IsRate(SentBytesPerSecond);

    /// <summary>The rate of a kind; null when nothing is said.</summary>
    public long? Of(RateKind kind) => kind switch
    {
        RateKind.Requests => RequestsPerSecond,
        RateKind.Received => ReceivedBytesPerSecond,
        _ => SentBytesPerSecond,
    };

    /// <summary>As the content of a bucket's document: docs/format/limits.md.</summary>
    public byte[] Encode() => LimitsRow.Encode(new UserLimits(this, UserLimits.WeightDefault));

    /// <summary>Reads what <see cref="Encode"/> wrote; false for anything else.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out RateLimits? limits)
    {
        limits = LimitsRow.TryDecode(bytes, out var stored) ? stored.Rates : null;
        return limits is not null;
    }

    private static bool IsRate(long? rate) => rate is null or (>= 0 and <= PerSecondMax);
}
