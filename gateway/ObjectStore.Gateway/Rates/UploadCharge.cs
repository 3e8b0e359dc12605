namespace ObjectStore.Gateway.Rates;

/// <summary>Bytes that a request was charged for before it sent them, to be corrected when it ends.</summary>
/// <param name="Gauge">Whose rate.</param>
/// <param name="PerSecond">The rate.</param>
/// <param name="Bytes">What it announced.</param>
/// <param name="Taken">What that cost: <see cref="RateLimiter.Settle"/>.</param>
/// <param name="Next">A further charge of the request, or null.</param>
internal sealed record UploadCharge(RateGauge Gauge, long PerSecond, long Bytes, long Taken, UploadCharge? Next);
