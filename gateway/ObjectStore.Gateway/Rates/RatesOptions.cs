using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using ObjectStore.Index.Limits;

namespace ObjectStore.Gateway.Rates;

/// <summary>Rates of users and buckets for which none are set, over all gateways together: the same settings in all of them. 0 is no limit.</summary>
public sealed class RatesOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string SectionName = "Rates";

    /// <summary>Requests of a user.</summary>
    [Range(0, RateLimits.PerSecondMax)]
    public long UserRequestsPerSecond { get; init; }

    /// <summary>Bytes of objects and parts that a user sends.</summary>
    [Range(0, RateLimits.PerSecondMax)]
    public long UserReceivedBytesPerSecond { get; init; }

    /// <summary>Bytes of objects that a user gets.</summary>
    [Range(0, RateLimits.PerSecondMax)]
    public long UserSentBytesPerSecond { get; init; }

    /// <summary>Requests to a bucket.</summary>
    [Range(0, RateLimits.PerSecondMax)]
    public long BucketRequestsPerSecond { get; init; }

    /// <summary>Bytes of objects and parts that a bucket gets.</summary>
    [Range(0, RateLimits.PerSecondMax)]
    public long BucketReceivedBytesPerSecond { get; init; }

    /// <summary>Bytes of objects that are sent from a bucket.</summary>
    [Range(0, RateLimits.PerSecondMax)]
    public long BucketSentBytesPerSecond { get; init; }

    /// <summary>How much of a rate can be had at once after a rest, as the time in which the rate gives it.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan Burst { get; init; } = TimeSpan.FromSeconds(1);

    internal RateLimits OfUser => field ??= new RateLimits(UserRequestsPerSecond, UserReceivedBytesPerSecond, UserSentBytesPerSecond);

    internal RateLimits OfBucket => field ??= new RateLimits(BucketRequestsPerSecond, BucketReceivedBytesPerSecond, BucketSentBytesPerSecond);
}

/// <summary>Checks the annotations of <see cref="RatesOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class RatesOptionsValidator : IValidateOptions<RatesOptions>;
