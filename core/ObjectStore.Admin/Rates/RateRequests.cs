using ObjectStore.Admin.Routing;
using ObjectStore.Index.Limits;

namespace ObjectStore.Admin.Rates;

/// <summary>What requests about rates have in common.</summary>
internal static class RateRequests
{
    /// <summary>Gives the rates back when they can be set.</summary>
    /// <exception cref="AdminException">They cannot.</exception>
    public static RateLimits Check(RateLimits rates) =>
        rates.IsValid ? rates : throw AdminException.Invalid($"A rate is a number from 0 to {RateLimits.PerSecondMax}; 0 is no limit.");
}
