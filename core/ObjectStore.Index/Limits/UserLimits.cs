namespace ObjectStore.Index.Limits;

/// <summary>What is set for a user.</summary>
/// <param name="Rates">Its rates, over all its access keys.</param>
/// <param name="Weight">How many times the share of others it has where a gateway has too much to do, 1..<see cref="WeightMax"/>.</param>
public sealed record UserLimits(RateLimits Rates, int Weight)
{
    /// <summary>Weight of a user for whom none is set.</summary>
    public const int WeightDefault = 1;

    /// <summary>Largest weight.</summary>
    public const int WeightMax = 100;

    /// <summary>Nothing is set.</summary>
    public static UserLimits None { get; } = new(RateLimits.None, WeightDefault);

    /// <summary>Whether nothing is set.</summary>
    public bool IsNone => this == None;

    /// <summary>Whether all of it can be set.</summary>
    public bool IsValid => Rates.IsValid && Weight is >= 1 and <= WeightMax;
}
