namespace ObjectStore.S3.Tests.Auth;

/// <summary>A clock that stands where it was set.</summary>
internal sealed class FixedTime(DateTimeOffset now) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = now;

    public override DateTimeOffset GetUtcNow() => Now;
}
